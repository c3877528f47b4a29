"""Issues statements of results: one for each state of a candidate's released results, however often it is taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candidates import instants
from candidates.embargo import gate
from candidates.grades.current import wording
from candidates.models import Candidate
from letters.models import IssuedStatement
from letters.statements import codes, contents
from letters.statements.contents import StatementContent
from results_portal import audit


class NothingReleased(Exception):
    """There is no result yet that a statement could name."""

    def __init__(self) -> None:
        super().__init__("There is nothing to state yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issued:
    code: str
    issued_at: datetime


def issue(candidate: Candidate, *, delay: timedelta) -> StatementContent:
    """What the statement of `candidate` says now. `delay` is how much later than the release their centre opens.

    Two statements where it was issued before. The first time it is kept and audited: time and code stay the same until
    a result is released or corrected. Raises `NothingReleased`.
    """
    reading = gate.read(candidate, delay=delay)
    entries = contents.shown(reading)
    if not entries or reading.read_at is None:
        raise NothingReleased
    issued = _issued(
        candidate,
        says=contents.says(candidate, entries),
        now=reading.read_at,
        syllabuses=[entry.syllabus_code for entry in entries],
        delay=delay,
    )
    when = instants.in_words(issued.issued_at, centre=candidate.centre)
    return StatementContent(
        series=candidate.series.name,
        centre_number=candidate.centre.number,
        centre_name=candidate.centre.name,
        candidate_number=candidate.number,
        candidate_name=candidate.full_name,
        family_name=candidate.family_name,
        lines=contents.lines_of(entries, centre=candidate.centre, words=wording(reading.wording)),
        issued_at=when.utc,
        issued_at_centre=when.centre,
        code=codes.printed(issued.code),
        check_url=settings.RESULTS_URL + reverse("statements:check"),
    )


def _issued(candidate: Candidate, *, says: str, now: datetime, syllabuses: list[str], delay: timedelta) -> _Issued:
    """The statement that says this: the one there is, else a new one."""
    possible = {
        digest: code for code in codes.codes_of(says) for digest in codes.digests_of(code, candidate.family_name)
    }
    known = IssuedStatement.objects.filter(digest__in=possible).order_by("pk").first()
    if known is None:
        digest = next(iter(possible))
        known = _new(candidate, digest=digest, now=now, syllabuses=syllabuses, delay=delay)
    return _Issued(code=possible[known.digest], issued_at=known.issued_at)


@transaction.atomic
def _new(
    candidate: Candidate, *, digest: str, now: datetime, syllabuses: list[str], delay: timedelta
) -> IssuedStatement:
    statement, made = IssuedStatement.objects.get_or_create(
        digest=digest,
        defaults={"candidate": candidate, "issued_at": now, "syllabuses": syllabuses, "delay": delay},
    )
    # Somebody who presses twice gets the same one twice.
    if made:
        audit.record(
            "issue statement",
            by=audit.CandidateActor(candidate.number),
            centre_number=candidate.centre.number,
            series=candidate.series.slug,
            target=candidate.number,
            details={"statement": statement.pk},
        )
    return statement
