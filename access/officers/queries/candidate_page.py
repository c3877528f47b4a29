"""Everything that an officer sees of one candidate: entries, access, letters, messages, sign-ins. Never a result.

A fixed number of queries, however long the history is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from access.officers.queries.candidate_rows import CandidateRow, candidate_row
from candidates.identity import since_person
from candidates.models import Candidate, Entry, Series
from centres.audit_trail.trail import TrailLine, line_of, trail_of
from centres.models import Centre
from letters.models import HandedLetter, Letter
from letters.models.mail import LetterMail
from results_portal.audit import reading

# So many of the newest lines of each list are shown.
LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePage:
    """One candidate. `trail` is None for somebody who may not read the audit trail."""

    candidate: Candidate
    row: CandidateRow
    entries: list[Entry]
    taken: list[tuple[datetime, str]]
    mails: list[LetterMail]
    trail: list[TrailLine] | None


def candidate_page(*, series: Series, centre: Centre, number: str, with_trail: bool) -> CandidatePage | None:
    """The candidate with this number, or None."""
    found = candidate_row(series=series, centre=centre, number=number)
    if found is None:
        return None
    candidate, row = found
    entries = Entry.objects.filter(candidate=candidate).select_related("syllabus", "qualification")
    return CandidatePage(
        candidate=candidate,
        row=row,
        entries=list(entries.order_by("syllabus__code", "option_code")),
        taken=_taken(candidate),
        mails=list(LetterMail.objects.filter(since_person("queued_at"), candidate=candidate).order_by("-pk")[:LISTED]),
        trail=concerning(candidate, trail_of(centre)) if with_trail else None,
    )


def _taken(candidate: Candidate) -> list[tuple[datetime, str]]:
    """When this person's letter was taken, alone or with others, and by whom; newest first."""
    alone = HandedLetter.objects.filter(since_person("handing_over__at"), candidate=candidate).order_by("-pk")
    whole = Letter.objects.filter(
        since_person("batch__finished_at"), candidate=candidate, batch__handings_over__isnull=False
    ).order_by("-pk")
    times = [
        *alone.values_list("handing_over__at", "handing_over__by")[:LISTED],
        *whole.values_list("batch__handings_over__at", "batch__handings_over__by")[:LISTED],
    ]
    return sorted(times, reverse=True)[:LISTED]


def concerning(candidate: Candidate, trail: QuerySet[Any], *, without_results: bool = False) -> list[TrailLine]:
    """What `trail` says about this candidate: entries about the number alone, or about several with it among them.

    With `without_results`, details that are named after results stay out.
    """
    entries = trail.filter(series=candidate.series.slug)
    named = entries.annotate(said=Cast("details", TextField()), about=Cast("target", CharField()))
    concerned = named.filter(Q(about=candidate.number) | Q(said__contains=f'"{candidate.number}"'))
    lines = []
    for entry in concerned[:LISTED]:
        if without_results:
            entry.details = reading.without_results(entry.details)
        lines.append(line_of(entry, centre=candidate.centre))
    return lines
