"""Checks a statement of results for whoever holds it: its code and the family name on it tell whether it still holds.

Whoever doesn't have both learns nothing: a wrong code and a wrong name take the same statements to the same answer.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from candidates import instants
from candidates.embargo import gate
from candidates.embargo.gate import GatedEntry
from candidates.grades.current import wording
from candidates.instants import InstantWords
from candidates.models import Candidate
from letters.models import IssuedStatement
from letters.statements import codes, contents
from letters.statements.contents import StatementLine
from results_portal import audit
from results_portal.db import rate_limits
from results_portal.text.rehearsal import mark_of

TRIES_PER_CODE = 10
# An admissions office checks many statements from one address.
TRIES_PER_ADDRESS = 100


class Verdict(StrEnum):
    """What a check comes to."""

    CURRENT = "genuine and current"
    SUPERSEDED = "genuine but superseded"
    UNKNOWN = "no such statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the holder of a statement is told. Only a current one's results are; an unknown one has nothing at all."""

    verdict: Verdict
    series: str = ""
    centre_number: str = ""
    centre_name: str = ""
    candidate_number: str = ""
    issued_at: InstantWords | None = None
    lines: tuple[StatementLine, ...] = ()

    @property
    def mark(self) -> str:
        """Says that it belongs to a rehearsal; "" for a real one."""
        return mark_of(self.series)


@transaction.atomic
def check(*, code: str, family_name: str, address: str) -> Answer:
    """Whether the statement with this `code` and `family_name`, both as typed, is genuine and still holds.

    Leaves an audit entry, in the candidate's centre's chain for a genuine one. Every check counts for its code and
    for `address`. Raises `throttle.TooManyTries`.
    """
    plain = codes.plain_code(code)
    rate_limits.count(_limits(plain, address), of="statement check")
    statement = _statement(plain, family_name)
    if statement is None:
        unknown = {"answer": Verdict.UNKNOWN}
        audit.record_counted("check statement", by=audit.Anybody(), about=Verdict.UNKNOWN, details=unknown)
        return Answer(verdict=Verdict.UNKNOWN)
    answer = _answer(statement, plain)
    audit.record_counted(
        "check statement",
        by=audit.Anybody(),
        about=f"{answer.candidate_number}, {answer.verdict}",
        centre_number=answer.centre_number,
        series=statement.candidate.series.slug,
        target=answer.candidate_number,
        details={"answer": answer.verdict, "statement": statement.pk},
    )
    return answer


def _limits(code: str, address: str) -> dict[str, int]:
    """How many checks there may be of this code and from this address; an unknown address ("") isn't counted."""
    limits = {rate_limits.key_of("statement code", code): TRIES_PER_CODE}
    if address:
        limits[rate_limits.key_of_address("statement check", address)] = TRIES_PER_ADDRESS
    return limits


def _statement(code: str, family_name: str) -> IssuedStatement | None:
    digests = codes.digests_of(code, family_name)
    found = IssuedStatement.objects.filter(digest__in=list(digests))
    return found.select_related("candidate__series", "candidate__centre").first()


def _answer(statement: IssuedStatement, code: str) -> Answer:
    candidate = statement.candidate
    reading = gate.read(candidate, delay=statement.delay)
    entries = contents.shown(reading, only=statement.syllabuses)
    holds = _holds(code, candidate, entries)
    return Answer(
        verdict=Verdict.CURRENT if holds else Verdict.SUPERSEDED,
        series=candidate.series.name,
        centre_number=candidate.centre.number,
        centre_name=candidate.centre.name,
        candidate_number=candidate.number,
        issued_at=instants.in_words(statement.issued_at, centre=candidate.centre),
        lines=contents.lines_of(entries, centre=candidate.centre, words=wording(reading.wording)) if holds else (),
    )


def _holds(code: str, candidate: Candidate, entries: Collection[GatedEntry]) -> bool:
    """Whether today's results make the same code again. A candidate who was withdrawn has none."""
    if candidate.withdrawn:
        return False
    return any(hmac.compare_digest(code, again) for again in codes.codes_of(contents.says(candidate, entries)))
