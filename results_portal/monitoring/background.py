"""Threads that go on beside the work of a process: one frame for all of them, and whether they are still there.

A thread that ended because of one unexpected error is missed only much later, when nothing is sent or tidied any more.
Here an error costs one round. Should a thread be gone all the same, the health report says so.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from django.db import connections

logger = logging.getLogger(__name__)

_watched: dict[Thread, str] = {}
_lock = Lock()


@contextmanager
def repeated(
    work: Callable[[], object], *, name: str, every: float, at_once: bool = False, patience: float | None = None
) -> Iterator[Thread]:
    """Do `work` in a thread every `every` seconds, from the first moment on if `at_once`, until the block is left.

    The end waits for the round that is under way, at most `patience` seconds. Whatever a round raises is told in the
    log, and the next one comes; its database connection goes back after each.
    """
    stop = Event()
    thread = Thread(target=_rounds, args=(work, name, every, at_once, stop), name=name, daemon=True)
    thread.start()
    watch(thread)
    try:
        yield thread
    finally:
        with _lock:
            _watched.pop(thread, None)
        stop.set()
        thread.join(timeout=patience)


def begin(work: Callable[[], object], *, name: str, every: float) -> Thread:
    """The same for as long as the process lives."""
    thread = Thread(target=_rounds, args=(work, name, every, False, Event()), name=name, daemon=True)
    thread.start()
    watch(thread)
    return thread


def watch(thread: Thread) -> None:
    """Have the health report say so when `thread` ends before it is told to. Those of this module are watched."""
    with _lock:
        _watched[thread] = thread.name


def problem() -> str:
    """Which threads of this process are gone, in words for whoever runs the service; "" where all are there."""
    with _lock:
        gone = sorted(name for thread, name in _watched.items() if not thread.is_alive())
    return f"a thread of this process has ended: {', '.join(gone)}; restart the process" if gone else ""


def _rounds(work: Callable[[], object], name: str, every: float, at_once: bool, stop: Event) -> None:  # noqa: FBT001
    if at_once:
        _round(work, name)
    while not stop.wait(every):
        _round(work, name)


def _round(work: Callable[[], object], name: str) -> None:
    """One round, and the connection's return; neither ends the thread. `sys.exit()` somewhere deep inside doesn't."""
    for step in (work, connections.close_all):
        try:
            step()
        except BaseException:
            logger.exception("%s: a round failed; the next one comes", name)
