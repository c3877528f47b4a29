"""The service under load while its parts are killed, stopped, filled up and slowed down: what holds, and how soon all
is well again.

    python -m tests.faults [--short] [--write docs/operating.md]

Real processes on this machine: a PostgreSQL cluster of its own, two web processes, two workers, a mail server, and for
some faults an object storage. Candidates sign in and look at their results all the time, and an officer gives centre
after centre access.
"""
