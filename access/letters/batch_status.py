"""What the page tells about a centre's letters: being made, ready, failed and why, expired, or out of date."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from access.eligibility import with_access
from access.letters.batch_requests import request_current_letters
from access.letters.staleness.comparison import current_batch
from candidates.instants import in_words
from candidates.models import Series
from centres.models import Centre, User
from centres.permissions import Permission, permissions_for
from letters.batches.lifecycle import batches_of
from letters.batches.worker_presence import workers_running
from letters.models import LetterBatch


class LettersStage(StrEnum):
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


COUNTED = frozenset({LettersStage.PASSWORDS, LettersStage.LETTERS})
IN_WORK = COUNTED | {LettersStage.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersStatus:
    """Everything that `access/officers/letters/_letters.html` shows.

    `last` is the newest batch, `offered` the one whose files are current; `expired` counts those with access whose
    letter can't be printed any more.
    """

    stage: LettersStage
    centre: Centre
    series: Series
    last: LetterBatch | None
    offered: LetterBatch | None
    may_download: bool
    no_worker: bool
    expired: int

    @property
    def in_work(self) -> bool:
        return self.stage in IN_WORK

    @property
    def renewing(self) -> bool:
        """Whether the work is only to bring letters up to date."""
        return self.in_work and self.last is not None and not self.last.issues_passwords

    @property
    def counted(self) -> bool:
        """Whether there is a count to show while the work goes on."""
        return self.last is not None and self.stage in COUNTED and self.last.total > 0

    @property
    def can_try_again(self) -> bool:
        return self.may_download and self.stage in (LettersStage.FAILED, LettersStage.STOPPED, LettersStage.NOT_MADE)

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
        return f"{address}?{urlencode({'shown': self.stage.name})}"


def letters_status(*, series: Series, centre: Centre, user: User) -> LettersStatus:
    """How the letters stand now. Where what they say has changed since they were made, new ones are asked for."""
    last = batches_of(series=series, centre=centre).first()
    holders = with_access(centre.candidates.filter(series=series)).count()
    active = last is not None and last.state in LetterBatch.ACTIVE
    offered = current_batch(series=series, centre=centre) if holders and not active else None
    if holders and last and last.state == LetterBatch.State.READY and not offered:
        last = request_current_letters(series=series, centre=centre)
    expired = _expired(series, centre) if holders else 0
    stage = _stage(last, holders=holders, expired=expired)
    return LettersStatus(
        stage=stage,
        centre=centre,
        series=series,
        last=last,
        offered=offered,
        may_download=Permission.DOWNLOAD_LETTERS in permissions_for(user, centre),
        no_worker=stage in IN_WORK and not workers_running(),
        expired=expired,
    )


def _expired(series: Series, centre: Centre) -> int:
    candidates = with_access(centre.candidates.filter(series=series))
    return candidates.filter(credential__isnull=False, credential__sealed_password__isnull=True).count()


def _stage(last: LetterBatch | None, *, holders: int, expired: int) -> LettersStage:
    if last and last.state == LetterBatch.State.RUNNING:
        return LettersStage.LETTERS if last.stage == LetterBatch.Stage.LETTERS else LettersStage.PASSWORDS
    if last and last.state == LetterBatch.State.QUEUED:
        return LettersStage.WAITING
    if not holders:
        return LettersStage.NOBODY
    ended = {
        LetterBatch.State.READY: LettersStage.READY,
        LetterBatch.State.FAILED: LettersStage.FAILED,
        LetterBatch.State.CANCELLED: LettersStage.STOPPED,
    }
    if last and last.state in ended:
        return ended[LetterBatch.State(last.state)]
    return LettersStage.EXPIRED if expired else LettersStage.NOT_MADE
