"""Shows that a batch is being worked on while the work itself has no time to say so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from letters.batches.lifecycle import BatchLease, leased

logger = logging.getLogger(__name__)


@contextmanager
def beating(lease: BatchLease) -> Iterator[None]:
    """Write the batch's heartbeat every `LETTERS_HEARTBEAT_SECONDS`, over a connection of its own, until the end."""
    stop = Event()
    thread = Thread(target=_beat, args=(lease, stop), name=f"heartbeat of batch {lease.batch_pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(lease: BatchLease, stop: Event) -> None:
    # A beat that doesn't reach the batch means nothing here: the work notices by itself when it has lost it.
    while not stop.wait(settings.LETTERS_HEARTBEAT_SECONDS):
        try:
            leased(lease).update(heartbeat_at=Now())
        except (DatabaseError, InterfaceError):
            logger.warning("batch %s: a heartbeat could not be written", lease.batch_pk)
        finally:
            connection.close()
