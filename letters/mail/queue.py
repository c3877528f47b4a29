"""Letters that wait to be sent by e-mail: put into the queue, taken out of it, tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet
from django.db.models.functions import Now

from candidates.models import Candidate, Series
from centres.models import Centre
from letters.models.mail import LetterMail

State = LetterMail.State

STOPPED = "You stopped it."


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """A letter to put into the queue: `letter` from `letter_digest`."""

    candidate: Candidate
    letter: str
    address: str


def letter_digest(parts: dict[str, str]) -> str:
    """One digest for a letter from the digests of its parts (`letters.contents.digests`)."""
    return sha256("|".join(f"{name}={parts[name]}" for name in sorted(parts)).encode()).hexdigest()


def mails_of(*, series: Series, centre: Centre) -> QuerySet[LetterMail]:
    """The messages to this centre's candidates in this series."""
    return LetterMail.objects.filter(candidate__series=series, candidate__centre=centre)


def queue(wanted: Iterable[MailRequest], *, by: str) -> int:
    """Put letters into the queue; one that was put there before, to the same address, stays as it is.

    One that was stopped before it was sent waits again. Returns how many are new. Call it within a transaction.
    """
    rows = [LetterMail(candidate=w.candidate, letter=w.letter, address=w.address, queued_by=by) for w in wanted]
    known = LetterMail.objects.filter(candidate__in=[row.candidate for row in rows])
    before = {(mail.candidate_id, mail.letter, mail.address): mail for mail in known}
    new = []
    stopped = []
    for row in rows:
        earlier = before.get((row.candidate_id, row.letter, row.address))
        if earlier is None:
            new.append(row)
        elif earlier.state == State.STOPPED:
            stopped.append(earlier.pk)
    LetterMail.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    again = LetterMail.objects.filter(pk__in=stopped, state=State.STOPPED)
    again.update(queued_by=by)
    return len(new) + _queued_again(again)


def try_again(mails: QuerySet[LetterMail]) -> int:
    """Put failed messages, and unknown ones if they are among `mails`, back into the queue; returns how many."""
    return _queued_again(mails.filter(state__in=(State.FAILED, State.UNKNOWN)))


def stop(mails: QuerySet[LetterMail], *, reason: str = STOPPED) -> int:
    """Take messages that still wait out of the queue; returns how many. One that is being sent is past stopping."""
    waiting = mails.filter(state=State.QUEUED)
    return waiting.update(state=State.STOPPED, reason=reason, finished_at=Now(), not_before=None)


def _queued_again(mails: QuerySet[LetterMail]) -> int:
    return mails.update(
        state=State.QUEUED,
        tries=0,
        reason="",
        queued_at=Now(),
        finished_at=None,
        first_put_off_at=None,
        put_off_at=None,
        not_before=None,
    )
