"""Shows that long work goes on while the work itself has no time to say so."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from results_portal.monitoring import background

logger = logging.getLogger(__name__)


@contextmanager
def beating(beat: Callable[[], Any], *, of: str) -> Iterator[None]:
    """Call `beat` every `LETTERS_HEARTBEAT_SECONDS`, over a connection of its own, until the end. `of` is for the log.

    A beat that doesn't reach the row means nothing here: the work notices by itself when it has lost it.
    """

    def one_beat() -> None:
        try:
            beat()
        except (DatabaseError, InterfaceError):
            logger.warning("%s: a heartbeat could not be written", of)

    with background.repeated(one_beat, name=f"heartbeat of {of}", every=settings.LETTERS_HEARTBEAT_SECONDS):
        yield
