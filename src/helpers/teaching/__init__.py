"""The classroom kit: students' and instructors' copies, slides, worksheets, offline bundle.

Everything is made from the notebooks and from the session plans in ``notebooks/teaching``
and written to ``build/teaching``; ``make teaching`` does it.
"""
