"""Makes a rehearsal: writes its rows to the database, some hundred candidates at a time, all of them or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, islice

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from candidates.embargo import clock
from candidates.embargo.releases import move_release
from candidates.history.record import NewVersion, Origin, add_candidate_versions, add_result_versions
from candidates.identity.rehearsed import NamedPerson, on_the_other_side
from candidates.models import Candidate, Entry, Qualification, Result, Series, Source, Syllabus
from candidates.rehearsals.exams import add_first_exams, current_exams
from candidates.rehearsals.invent import Exam, MadeUpCandidate, MadeUpResult, made_up_candidates
from candidates.rehearsals.places import AT_ONE_CENTRE, MOST_CENTRES, candidate_numbers, made_up_centres, shared_out
from centres.models import Centre, User
from results_portal import audit
from results_portal.db.bulk_insert import add_rows
from results_portal.text.rehearsal import PREFIX, is_rehearsal_name

PERMISSION = "candidates.make_rehearsal"
CHUNK = 500
LONGEST_NAME = int(Series._meta.get_field("name").max_length or 0)


class RehearsalNotPossible(Exception):
    """Why nothing was made; the message says it to staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRehearsal:
    """What is to be made. Without `centres` there are `made_up` of them, or as many as the candidates ask for."""

    name: str
    candidates: int
    seed: int
    opens_at: datetime
    centres: tuple[Centre, ...] = ()
    made_up: int = 0

    @property
    def places(self) -> int:
        """At how many centres the candidates sit."""
        if self.centres:
            return len(self.centres)
        return self.made_up or min(MOST_CENTRES, max(1, -(-self.candidates // AT_ONE_CENTRE)))


def rehearsal_name(text: str) -> str:
    """`text` as a rehearsal's name begins."""
    name = " ".join(text.split())
    if is_rehearsal_name(name):
        return name
    return f"{PREFIX}{name}"


def require(by: audit.Actor) -> None:
    """Raise `PermissionDenied` for a member of staff who may not make rehearsals; commands may."""
    if isinstance(by, User) and not (by.is_active and by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")


def check_name(name: str) -> None:
    """Raise `RehearsalNotPossible` where no rehearsal can get this name."""
    slug = slugify(name)
    if len(name) > LONGEST_NAME:
        raise RehearsalNotPossible(f"The name has more than {LONGEST_NAME} characters. Choose a shorter one.")
    if not is_rehearsal_name(name) or slug == PREFIX.strip().lower():
        raise RehearsalNotPossible("Give the rehearsal a name of its own, with letters or digits from A to Z.")
    if Series.objects.filter(Q(name=name) | Q(slug=slug)).exists():
        raise RehearsalNotPossible(f"There is a series {name} already. Choose another name, or remove it first.")


@transaction.atomic
def make_rehearsal(
    wanted: WantedRehearsal, *, by: audit.Actor, progress: Callable[[int], None] = lambda _done: None
) -> Series:
    """Write the rehearsal. Raises `PermissionDenied`, `RehearsalNotPossible` or `TooManyCandidates`."""
    require(by)
    check_name(wanted.name)
    if not current_exams():
        add_first_exams()
    exams = current_exams()
    series = Series.objects.create(name=wanted.name, slug=slugify(wanted.name), is_rehearsal=True)
    centres = wanted.centres or _add_centres(wanted.places)
    writer = _Writer(series, exams, by=by.email)
    for place, (centre, count) in enumerate(shared_out(wanted.candidates, centres)):
        numbers = iter(candidate_numbers(count))
        rows = made_up_candidates(count, seed=wanted.seed, place=place, exams=exams)
        for some in batched(rows, CHUNK):
            writer.write(centre, list(islice(numbers, len(some))), some)
            progress(writer.candidates)
    for qualification in Qualification.objects.filter(code__in={exam.qualification for exam in exams}).order_by("code"):
        move_release(series=series, qualification=qualification, releases_at=wanted.opens_at, by=by)
    details = {"candidates": writer.candidates, "centres": [centre.number for centre in centres][:100]}
    details |= {"seed": wanted.seed, "opens": wanted.opens_at}
    audit.record("make rehearsal", by=by, series=series.slug, details=details)
    return series


def _add_centres(count: int) -> list[Centre]:
    made = []
    for place in made_up_centres(count):
        values = {"name": place.name, "country": place.country, "time_zone": place.time_zone}
        made.append(Centre.objects.get_or_create(number=place.number, defaults=values)[0])
    return made


class _Writer:
    """Writes candidates with entries, results and their first versions."""

    def __init__(self, series: Series, exams: Iterable[Exam], *, by: str) -> None:
        exams = tuple(exams)
        self.candidates = 0
        self._series = series
        self._syllabuses = dict(
            Syllabus.objects.filter(code__in={exam.syllabus for exam in exams}).values_list("code", "pk")
        )
        self._qualifications = dict(Qualification.objects.values_list("code", "pk"))
        self._origin = Origin(source=Source.LOAD, by=by, at=clock.now(), reason="made up for a rehearsal")

    def write(self, centre: Centre, numbers: Sequence[str], people: Sequence[MadeUpCandidate]) -> None:
        """Some candidates of one centre, under these numbers."""
        rows = Candidate.objects.bulk_create(
            Candidate(
                series=self._series,
                centre=centre,
                number=number,
                family_name=person.family_name,
                given_names=person.given_names,
                date_of_birth=person.date_of_birth,
                teaching_group=person.group,
            )
            for number, person in zip(numbers, people, strict=True)
        )
        self._refuse_real_people(centre, rows)
        add_candidate_versions((_first_version(row) for row in rows), origin=self._origin)
        made = [(row.pk, result) for row, person in zip(rows, people, strict=True) for result in person.results]
        self._write_results(made)
        self.candidates += len(rows)

    def _write_results(self, made: Sequence[tuple[int, MadeUpResult]]) -> None:
        entries = Entry.objects.bulk_create(
            [
                Entry(
                    candidate_id=candidate,
                    syllabus_id=self._syllabuses[result.exam.syllabus],
                    qualification_id=self._qualifications[result.exam.qualification],
                    option_code=result.option,
                )
                for candidate, result in made
            ],
            batch_size=CHUNK,
        )
        said = [
            (entry.pk, result.grade, result.mark, result.outcome)
            for entry, (_, result) in zip(entries, made, strict=True)
        ]
        add_rows(Result, ("entry_id", "grade", "percentage_uniform_mark", "outcome"), said)
        versions = (NewVersion(entry, (grade, mark, outcome, "", False)) for entry, grade, mark, outcome in said)
        add_result_versions(versions, origin=self._origin)

    @staticmethod
    def _refuse_real_people(centre: Centre, rows: Iterable[Candidate]) -> None:
        people = (
            NamedPerson(key=row.pk, centre_number=centre.number, number=row.number, name=row.full_name) for row in rows
        )
        if on_the_other_side(people, is_rehearsal=True):
            text = f"A made-up name is that of a real candidate of {centre.number} with the same number."
            raise RehearsalNotPossible(f"{text} Choose another seed.")


def _first_version(row: Candidate) -> NewVersion:
    said = (row.family_name, row.given_names, row.date_of_birth, row.email, row.teaching_group, row.withdrawn)
    return NewVersion(row.pk, said)
