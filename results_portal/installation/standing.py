"""What an installation may do: everything, or, on hold, nothing that can't be taken back."""

import logging
import secrets
import time
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import F

from results_portal.db.release import release_connection
from results_portal.installation import marks
from results_portal.installation.marks import Mark
from results_portal.installation.place import place
from results_portal.models import Installation

logger = logging.getLogger(__name__)

WHAT_TO_DO = "It sends, purges and deletes nothing until manage.py take_over says so."
RESTORED = "It was restored from a backup."
COPIED = "Its database is a copy, or was moved: it was marked in another place."
UNMARKED = "The letters' storage has no mark of this installation: it is another one, or empty, or not mounted."
FOREIGN = "The letters' storage belongs to another installation."
OLDER = "Its database is older than the letters' storage: it was restored from a backup."
OUT_OF_REACH = "the letters' storage can't be reached"
STRANGE = "The letters' storage has letters that this database doesn't name."
# For so long an answer is good enough for what is not the beginning of something.
ASKED_AGAIN_AFTER = 5.0


class OnHold(OSError):
    """The installation is a copy or somebody else's. As with a disk that refuses, what wasn't done stays to be done."""


# After the storage couldn't be reached, a process that knew that the installation is its own asks it no sooner.
PAUSE = 30.0


class _Latest:
    """When this process last found that the installation is its own, and until when it leaves the storage alone."""

    own_at: float | None = None
    paused_until = 0.0


_latest = _Latest()
_strangers: list[Callable[[], bool]] = []


def offer_stranger_check(check: Callable[[], bool]) -> None:
    """Have `check` say, before the first mark is made, whether the storage has what the database doesn't know of."""
    _strangers.append(check)


def forget() -> None:
    """Ask again next time."""
    _latest.own_at = None
    _latest.paused_until = 0.0


def why_on_hold() -> str:
    """Why the installation is on hold, "" where it isn't. Raises `OSError` where the storage can't be reached."""
    # The storage first: what it says is never ahead of an own database that is asked after it.
    there = marks.found()
    row = Installation.objects.filter(pk=Installation.ONLY).first()
    if row is None:
        return _why_not_new(there)
    return _why_not(row, there)


def _why_not_new(there: list[Mark]) -> str:
    if there:
        return FOREIGN
    return STRANGE if any(check() for check in _strangers) else ""


def _why_not(row: Installation, there: list[Mark]) -> str:
    own = [mark.epoch for mark in there if mark.identity == row.identity]
    problems = {
        RESTORED: any(mark.identity == marks.RESTORED for mark in there),
        COPIED: row.place != place(),
        FOREIGN: len(own) < len(there),
        UNMARKED: row.is_written and not own,
        OLDER: max(own, default=0) > row.epoch,
    }
    return next((problem for problem, is_so in problems.items() if is_so), "")


def require_own() -> None:
    """Raise `OnHold` where the installation is not its own; the very first time it gets its mark.

    Raises `OSError` where the storage can't be reached, so that nobody knows, unless this process knew before.
    """
    if _latest.own_at is not None and time.monotonic() < _latest.paused_until:
        return
    release_connection()
    try:
        why = why_on_hold()
        if not why:
            settle()
    except OSError as error:
        _leave_storage_alone(error)
        return
    if why:
        forget()
        raise OnHold(f"This installation is on hold. {why} {WHAT_TO_DO}")
    _latest.own_at = time.monotonic()


def _leave_storage_alone(error: OSError) -> None:
    """For a while. Raises `error` where this process doesn't know whether the installation is its own."""
    if _latest.own_at is None:
        raise error
    _latest.paused_until = time.monotonic() + PAUSE
    logger.warning("the installation's mark can't be reached now: %s", error)


def was_own() -> bool:
    """Whether this process found the installation to be its own, and nothing else since. Asks where it doesn't know."""
    return _latest.own_at is not None or may_act()


def may_act() -> bool:
    """Whether the installation is its own, as of a few seconds ago. A hold is written to the log."""
    if _latest.own_at is not None and time.monotonic() - _latest.own_at < ASKED_AGAIN_AFTER:
        return True
    try:
        require_own()
    except OSError as why:
        logger.warning("%s", why)
        return False
    return True


def settle() -> None:
    """Give the installation its mark if it has none yet, or if whoever gave it was stopped half-way."""
    first = {"identity": partial(secrets.token_hex, 16), "place": place}
    row, _made = Installation.objects.get_or_create(pk=Installation.ONLY, defaults=first)
    if not row.is_written:
        transaction.on_commit(lambda: _write(Mark(row.identity, row.epoch)))


def _write(mark: Mark) -> None:
    if mark not in marks.found():
        marks.write(mark)
    Installation.objects.filter(identity=mark.identity, is_written=False).update(is_written=True)


def advance() -> None:
    """Raise the epoch, in the database and then in the storage. Raises `OSError`.

    A database that is restored to a moment before this is noticed from now on.
    """
    with transaction.atomic():
        rows = Installation.objects.filter(pk=Installation.ONLY)
        rows.update(epoch=F("epoch") + 1)
        row = rows.get()
    transaction.on_commit(lambda: _advance_storage(Mark(row.identity, row.epoch)))


def _advance_storage(mark: Mark) -> None:
    release_connection()
    marks.write(mark)
    marks.remove(old for old in marks.found() if old.identity == mark.identity and old.epoch < mark.epoch)


def begin_sending() -> None:
    """To be called before anything goes out that can't be taken back. Raises `OnHold`, or `OSError`.

    While the storage can't be reached, a process that knew that the installation is its own goes on.
    """
    require_own()
    if time.monotonic() < _latest.paused_until:
        return
    try:
        advance()
    except OSError as why:
        _leave_storage_alone(why)


def health() -> str:
    """For the health report: what is wrong, or nothing."""
    if time.monotonic() < _latest.paused_until:
        return OUT_OF_REACH
    try:
        why = why_on_hold()
    except OSError:
        _latest.paused_until = time.monotonic() + PAUSE
        return OUT_OF_REACH
    return f"on hold: {why} {WHAT_TO_DO}" if why else ""
