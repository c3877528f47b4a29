"""Stored codes that don't follow a pattern: while there are any, the pattern can't be the board's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from candidates.models import Candidate, Entry, Syllabus, SyllabusQualification
from centres.models import Centre
from results_portal.codes.kinds import CodeForm
from results_portal.models import CodeKind
from results_portal.text.counted import counted

NAMED = 5
TABLES: dict[CodeKind, tuple[type[Model], str]] = {
    CodeKind.CENTRE_NUMBER: (Centre, "number"),
    CodeKind.CANDIDATE_NUMBER: (Candidate, "number"),
    CodeKind.SYLLABUS_CODE: (Syllabus, "code"),
    CodeKind.OPTION_CODE: (Entry, "option_code"),
}
THINGS = {
    CodeKind.CENTRE_NUMBER: ("centre", "centres"),
    CodeKind.CANDIDATE_NUMBER: ("candidate", "candidates"),
    CodeKind.SYLLABUS_CODE: ("syllabus", "syllabuses"),
    CodeKind.OPTION_CODE: ("entry or syllabus", "entries and syllabuses"),
}


@dataclass(frozen=True, slots=True)
class Misfits:
    """How many rows have a code of `kind` that doesn't fit, and some of these codes."""

    kind: CodeKind
    count: int
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """ "1,240 candidates have another number: 0001, 0002 and others."."""
        one, several = THINGS[self.kind]
        who = counted(self.count, f"{one} has", f"{several} have")
        shown = ", ".join(self.codes[:NAMED])
        return f"{who} a code that looks otherwise: {shown}{' and others' if len(self.codes) > NAMED else ''}."


def misfits(form: CodeForm) -> Misfits:
    """Whatever is stored and doesn't follow `form`."""
    model, column = TABLES[form.kind]
    fits = {f"{column}__regex": f"^{form.pattern.expression}$"}
    rows = model._default_manager.exclude(**{column: ""}).exclude(**fits)
    codes = _some_codes(rows, column)
    count = rows.count()
    if form.kind is CodeKind.OPTION_CODE:
        of_syllabuses = _options(form)
        count += len(of_syllabuses)
        codes = sorted({*codes, *of_syllabuses})[: NAMED + 1]
    return Misfits(form.kind, count, tuple(codes))


def _some_codes(rows: QuerySet[Model], column: str) -> list[str]:
    return list(rows.order_by(column).values_list(column, flat=True).distinct()[: NAMED + 1])


def _options(form: CodeForm) -> list[str]:
    """One code of each syllabus's qualification that has options which don't fit."""
    lists: Iterable[list[str]] = SyllabusQualification.objects.values_list("option_codes", flat=True)
    wrong = ([code for code in codes if not form.matches(code)] for codes in lists)
    return [codes[0] for codes in wrong if codes]
