"""Writes syllabuses and what they lead to: a row of the file is one qualification of a syllabus."""

from django.db.models import Exists, OuterRef

from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import LoadPlan, PlannedRow
from candidates.loading.planning.stored import Stored
from candidates.loading.writing.columns import COLUMNS
from candidates.loading.writing.upsert import upsert
from candidates.models import Entry, SyllabusQualification


def write_syllabuses(plan: LoadPlan, stored: Stored) -> None:
    """Write each syllabus once, then what it leads to."""
    table = plan.tables.get("syllabuses")
    if table is None:
        return
    rows = [*table.new, *table.changed]
    titles = {row.key[0]: PlannedRow(key=row.key[:1], line=row.line, new=row.new[:1]) for row in rows}
    for name, written in (("syllabus codes", list(titles.values())), ("syllabuses", rows)):
        if written:
            columns = COLUMNS[name]
            stored[name].pks.update(upsert(columns.model, written, stored, columns=columns))


def forget_unused_qualifications(parsed: ParsedFiles) -> None:
    """A syllabus no longer leads where its file doesn't say so, unless somebody is entered for it there."""
    named = {row.key for row in parsed.of("syllabuses")}
    same = Entry.objects.filter(syllabus=OuterRef("syllabus"), qualification=OuterRef("qualification"))
    found = SyllabusQualification.objects.filter(~Exists(same), syllabus__code__in={syllabus for syllabus, _ in named})
    rows = found.order_by().values_list("pk", "syllabus__code", "qualification__code")
    unused = [pk for pk, *key in rows if tuple(key) not in named]
    SyllabusQualification.objects.filter(pk__in=unused).delete()
