"""Shows that a job is being worked on, and how far it is, while the work itself writes nothing of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from candidates.loads.lifecycle import Lease, leased

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ShownProgress:
    """How far the work is; called by the work, read by the heartbeat."""

    stage: str = ""
    done: int = 0
    total: int = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total


@contextmanager
def beating(lease: Lease, progress: ShownProgress) -> Iterator[None]:
    """Write the heartbeat and the progress every `LETTERS_HEARTBEAT_SECONDS`, over a connection of its own."""
    stop = Event()
    thread = Thread(target=_beat, args=(lease, progress, stop), name=f"heartbeat of load {lease.job_pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(lease: Lease, progress: ShownProgress, stop: Event) -> None:
    # A beat that doesn't reach the job means nothing here: the work notices by itself when it has lost it.
    while not stop.wait(settings.LETTERS_HEARTBEAT_SECONDS):
        try:
            leased(lease).update(
                heartbeat_at=Now(), stage=progress.stage, done=progress.done, total=max(progress.done, progress.total)
            )
        except (DatabaseError, InterfaceError):
            logger.warning("load %s: a heartbeat could not be written", lease.job_pk)
        finally:
            connection.close()
