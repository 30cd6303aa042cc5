"""Are the stored outputs the same everywhere? What is changed, how it is run, what differed."""
