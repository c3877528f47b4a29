"""What the page tells about a centre's letters: being made, ready, failed and why, expired, or out of date."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from access.eligibility import with_access
from access.letters import contents
from access.letters.batch_requests import want_current_letters
from candidates.instants import in_words
from candidates.models import Series
from centres.models import Centre, User
from centres.permissions import Permission, permissions_for
from letters.batches import lifecycle
from letters.batches.worker_presence import workers_running
from letters.models import LetterBatch


class Standing(StrEnum):
    """How things stand with the letters, as the page tells it."""

    NOBODY = "nobody has access"
    NOT_MADE = "not made yet"
    WAITING = "waiting to start"
    PASSWORDS = "making usernames and passwords"
    LETTERS = "drawing letters"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"
    EXPIRED = "expired"


COUNTED = frozenset({Standing.PASSWORDS, Standing.LETTERS})
IN_WORK = COUNTED | {Standing.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything that `access/officers/letters/_letters.html` shows.

    `last` is the newest batch, `offered` the one whose files are current; `expired` counts those with access whose
    letter can't be printed any more.
    """

    standing: Standing
    centre: Centre
    series: Series
    last: LetterBatch | None
    offered: LetterBatch | None
    may_download: bool
    no_worker: bool
    expired: int

    @property
    def in_work(self) -> bool:
        return self.standing in IN_WORK

    @property
    def renewing(self) -> bool:
        """Whether the work is only to bring letters up to date."""
        return self.in_work and self.last is not None and not self.last.issues_passwords

    @property
    def counted(self) -> bool:
        """Whether there is a count to show while the work goes on."""
        return self.last is not None and self.standing in COUNTED and self.last.total > 0

    @property
    def can_try_again(self) -> bool:
        return self.may_download and self.standing in (Standing.FAILED, Standing.STOPPED, Standing.NOT_MADE)

    @property
    def made(self) -> str:
        """When the offered letters were made, at the centre."""
        if self.offered is None or self.offered.finished_at is None:
            return ""
        return in_words(self.offered.finished_at, centre=self.centre).centre

    @property
    def progress_url(self) -> str:
        """The address that tells how far the work is. It names what the page shows, so that only news is read out."""
        address = reverse("access:letters_progress", args=[self.centre.number, self.series.slug])
        return f"{address}?{urlencode({'shown': self.standing.name})}"


def panel(*, series: Series, centre: Centre, user: User) -> Panel:
    """How the letters stand now. Where what they say has changed since they were made, new ones are asked for."""
    last = lifecycle.of(series=series, centre=centre).first()
    holders = with_access(centre.candidates.filter(series=series)).count()
    active = last is not None and last.state in LetterBatch.ACTIVE
    offered = current(series=series, centre=centre) if holders and not active else None
    if holders and last and last.state == LetterBatch.State.READY and not offered:
        last = want_current_letters(series=series, centre=centre)
    expired = _expired(series, centre) if holders else 0
    standing = _standing(last, holders=holders, expired=expired)
    return Panel(
        standing=standing,
        centre=centre,
        series=series,
        last=last,
        offered=offered,
        may_download=Permission.DOWNLOAD_LETTERS in permissions_for(user, centre),
        no_worker=standing in IN_WORK and not workers_running(),
        expired=expired,
    )


def current(*, series: Series, centre: Centre) -> LetterBatch | None:
    """The ready batch, if its letters say what they would say now: exactly the present holders, present details."""
    ready = lifecycle.of(series=series, centre=centre).filter(state=LetterBatch.State.READY).first()
    if ready is None or ready.fingerprint != contents.fingerprint(series=series, centre=centre):
        return None
    return ready


def _expired(series: Series, centre: Centre) -> int:
    candidates = with_access(centre.candidates.filter(series=series))
    return candidates.filter(credential__isnull=False, credential__sealed_password__isnull=True).count()


def _standing(last: LetterBatch | None, *, holders: int, expired: int) -> Standing:
    if last and last.state == LetterBatch.State.RUNNING:
        return Standing.LETTERS if last.stage == LetterBatch.Stage.LETTERS else Standing.PASSWORDS
    if last and last.state == LetterBatch.State.QUEUED:
        return Standing.WAITING
    if not holders:
        return Standing.NOBODY
    ended = {
        LetterBatch.State.READY: Standing.READY,
        LetterBatch.State.FAILED: Standing.FAILED,
        LetterBatch.State.CANCELLED: Standing.STOPPED,
    }
    if last and last.state in ended:
        return ended[LetterBatch.State(last.state)]
    return Standing.EXPIRED if expired else Standing.NOT_MADE
