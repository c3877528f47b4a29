"""What a statement of results says, as plain frozen values, made of what the gate hands out and nothing else."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from candidates import instants
from candidates.embargo.gate import GatedEntry, GatedResult, Reading
from candidates.grades.words import Wording
from candidates.models import Candidate
from candidates.results_page.grade_text import award_in_words, cause_in_words, endorsement_in_words
from centres.models import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One result in words: "B(b)" or an outcome such as "PENDING" with what it means.

    `award` says so where the grade is of a lower qualification than the entry's, `endorsement` what stands beside it.
    `mark` is the percentage uniform mark or None. `corrected` is "" unless the result changed after its release.
    """

    qualification: str
    syllabus_code: str
    syllabus_title: str
    result: str
    meaning: str
    mark: int | None
    corrected: str
    award: str = ""
    endorsement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementContent:
    """Everything that is printed on one statement. `code` is in its printed form, `check_url` is without it."""

    series: str
    centre_number: str
    centre_name: str
    candidate_number: str
    candidate_name: str
    family_name: str
    lines: tuple[StatementLine, ...]
    issued_at: str
    issued_at_centre: str
    code: str
    check_url: str


def shown(reading: Reading, *, only: Collection[str] | None = None) -> tuple[GatedEntry, ...]:
    """The entries with a result to be seen, or those of them whose syllabus codes are in `only`."""
    return tuple(entry for entry in reading.entries if entry.result and (only is None or entry.syllabus_code in only))


def says(candidate: Candidate, entries: Collection[GatedEntry]) -> str:
    """All that makes one statement differ from another, as one text: who, where, and each result with corrections.

    Titles and the centre's name are no part: spelled otherwise, they make no statement wrong.
    """
    who = [candidate.pk, candidate.series_id, candidate.centre.number, candidate.number, candidate.full_name]
    return json.dumps([who, [_facts(entry) for entry in entries]], ensure_ascii=True)


def lines_of(entries: Collection[GatedEntry], *, centre: Centre, words: Wording) -> tuple[StatementLine, ...]:
    """The entries (each with a result) in the board's words, in their order."""
    return tuple(_line(entry, entry.result, centre, words) for entry in entries if entry.result)


def _facts(entry: GatedEntry) -> list[str | int | None]:
    facts: list[str | int | None] = [entry.qualification_code, entry.syllabus_code]
    if entry.result:
        facts += [entry.result.grade, entry.result.outcome, entry.result.mark, _iso(entry.result.corrected_at)]
        # Nothing is added for a result without one: codes that were printed before stay the same.
        if entry.result.endorsement:
            facts.append(entry.result.endorsement)
    return facts


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _line(entry: GatedEntry, result: GatedResult, centre: Centre, words: Wording) -> StatementLine:
    said, meaning, corrected = str(words.grade(entry.qualification_code, result.grade)), "", ""
    if not result.grade:
        outcome = words.outcome(result.outcome)
        said, meaning = outcome.name, outcome.meaning
    if result.corrected_at:
        corrected = f"Updated on {instants.at_centre(result.corrected_at, centre=centre)}"
        cause = cause_in_words(result.cause)
        if cause:
            corrected = f"{corrected} {cause}"
    return StatementLine(
        qualification=entry.qualification_title,
        syllabus_code=entry.syllabus_code,
        syllabus_title=entry.syllabus_title,
        result=said,
        meaning=meaning,
        mark=result.mark,
        corrected=corrected,
        award=award_in_words(entry.qualification_code, result.grade),
        endorsement=endorsement_in_words(result.endorsement),
    )
