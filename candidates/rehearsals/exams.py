"""What made-up candidates are entered for: the board's own syllabuses, or a few of ours where there are none yet."""

from candidates.grades.current import current_wording
from candidates.models import Qualification, Syllabus, SyllabusQualification
from candidates.rehearsals.invent import Exam

_SCALES = {
    "IGCSE": ("Cambridge IGCSE", ["A*", "A", "B", "C", "D", "E", "F", "G"]),
    "AS": ("Cambridge International AS Level", ["a", "b", "c", "d", "e"]),
    "ALEVEL": ("Cambridge International A Level", ["A*", "A", "B", "C", "D", "E"]),
}
_SYLLABUSES = (
    ("0450", "Business Studies", "IGCSE"),
    ("0470", "History", "IGCSE"),
    ("0500", "First Language English", "IGCSE"),
    ("0580", "Mathematics", "IGCSE"),
    ("0610", "Biology", "IGCSE"),
    ("0620", "Chemistry", "IGCSE"),
    ("0625", "Physics", "IGCSE"),
    ("8021", "English General Paper", "AS"),
    ("8291", "Environmental Management", "AS"),
    ("9489", "History", "ALEVEL"),
    ("9700", "Biology", "ALEVEL"),
    ("9702", "Physics", "ALEVEL"),
    ("9709", "Mathematics", "ALEVEL"),
    ("9990", "Psychology", "ALEVEL"),
)


def current_exams() -> tuple[Exam, ...]:
    """Everything that the board's syllabuses lead to, by code. Three queries."""
    words = current_wording()
    rows = SyllabusQualification.objects.select_related("syllabus", "qualification")
    return tuple(
        Exam(
            syllabus=row.syllabus.code,
            title=row.syllabus.title,
            qualification=row.qualification.code,
            options=tuple(row.option_codes),
            grades=tuple(row.qualification.grades),
            bands=tuple(words.bands(row.qualification.code).items()),
        )
        for row in rows.order_by("syllabus__code", "qualification__code")
        if row.qualification.grades
    )


def first_exams() -> tuple[Exam, ...]:
    """Ours, for whoever has no syllabuses yet; nothing is written."""
    words = current_wording()
    return tuple(
        Exam(
            syllabus=code,
            title=title,
            qualification=qualification,
            options=(),
            grades=tuple(_SCALES[qualification][1]),
            bands=tuple(words.bands(qualification).items()),
        )
        for code, title, qualification in _SYLLABUSES
    )


def titles() -> dict[str, str]:
    """The title of each qualification, by its code; of ours where there is none yet."""
    ours = {code: title for code, (title, _) in _SCALES.items()}
    return ours | dict(Qualification.objects.order_by().values_list("code", "title"))


def add_first_exams() -> None:
    """Write a few syllabuses, so that a rehearsal can be made before anything was loaded."""
    qualifications = {
        code: Qualification.objects.get_or_create(code=code, defaults={"title": title, "grades": grades})[0]
        for code, (title, grades) in _SCALES.items()
    }
    for code, title, qualification in _SYLLABUSES:
        syllabus = Syllabus.objects.get_or_create(code=code, defaults={"title": title})[0]
        SyllabusQualification.objects.get_or_create(syllabus=syllabus, qualification=qualifications[qualification])
