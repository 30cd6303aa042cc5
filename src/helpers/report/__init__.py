"""Notebooks to a reading site: execute them, then render their outputs to HTML.

Nothing here knows the subject matter. ``python -m helpers.report --help`` lists the
commands that the Makefile calls.
"""

import sys

# Whoever imports nbformat imports jsonschema, which would build a grammar for a kind of address
# that no notebook names: nine tenths of the import. It does without where the module is missing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
