"""Gives the database connection back before something slow: a reader, a disk, a mail server, a drawing.

Connections are few, and candidates need them. Whoever waits for anything but the database calls this first; the next
query takes a connection again by itself.
"""

from django.db import connection


def release_connection() -> None:
    """Let other threads have this thread's connection. Within a transaction nothing happens: it needs its own."""
    if not connection.in_atomic_block:
        connection.close()
