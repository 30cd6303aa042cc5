"""The lock: resolve it, try newer versions in a copy, show what moves, ask for known faults."""
