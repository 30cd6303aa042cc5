"""Notebooks to a reading site: execute them, then render their outputs to HTML.

Nothing here knows the subject matter. ``python -m helpers.report --help`` lists the
commands that the Makefile calls.
"""
