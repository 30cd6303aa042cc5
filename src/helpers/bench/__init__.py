"""How fast is the collection, beside the floor and beside other tools? (``make bench``)

Nothing else imports this room. ``timing`` takes turns between ways of doing the same work;
``ways`` lists them; ``floor``, ``ours`` and ``probes`` run in processes of their own; ``growth``
makes larger copies of the data; ``targets`` judges; ``page`` writes ``build/bench.md``.
"""
