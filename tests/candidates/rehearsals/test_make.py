"""Made-up series: of any size, the same for the same seed, with names in many scripts and plausible results."""

import tracemalloc
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from candidates.grades.current import current_wording
from candidates.models import Candidate, CandidateVersion, Entry, Release, Result, ResultVersion, Series, Syllabus
from candidates.rehearsals import made_up_names
from candidates.rehearsals.exams import first_exams
from candidates.rehearsals.invent import made_up_candidates
from candidates.rehearsals.make import RehearsalNotPossible, WantedRehearsal, make_rehearsal, rehearsal_name
from centres.models import Centre
from results_portal import audit
from results_portal.models import AuditEntry
from tests.support import builders

pytestmark = pytest.mark.django_db
MAKING = audit.Command("make_series")
OPENS = datetime(2031, 5, 6, 7, 30, tzinfo=UTC)
SCRIPTS = (
    "LATIN",
    "ARABIC",
    "CYRILLIC",
    "GREEK",
    "DEVANAGARI",
    "THAI",
    "HEBREW",
    "GEORGIAN",
    "CJK",
    "HIRAGANA",
    "HANGUL",
)


def made(*words: str, **options: Any) -> str:
    output = StringIO()
    call_command("make_series", *words, stdout=output, **options)
    return output.getvalue()


def wanted(**changes: Any) -> WantedRehearsal:
    return WantedRehearsal(**{"name": "REHEARSAL Spring", "candidates": 20, "seed": 7, "opens_at": OPENS, **changes})


def rows() -> list[tuple[Any, ...]]:
    """All that was made up, without keys."""
    columns = ("candidate__centre__number", "candidate__number", "candidate__family_name", "candidate__given_names")
    result = ("syllabus__code", "qualification__code", "result__grade", "result__outcome")
    return sorted(Entry.objects.values_list(*columns, "candidate__date_of_birth", *result, "option_code"))


def test_the_command_writes_a_rehearsal_that_opens_at_its_own_instant() -> None:
    said = made("--candidates=40", "--seed=3", "--name=Spring", "--opens=2031-05-06T07:30:00+00:00")

    series = Series.objects.get()
    assert (series.name, series.slug, series.is_rehearsal) == ("REHEARSAL Spring", "rehearsal-spring", True)
    assert Candidate.objects.count() == 40
    assert set(Release.objects.values_list("releases_at", flat=True)) == {OPENS}
    assert "Made REHEARSAL Spring: 40 candidates" in said


def test_every_entry_has_a_result_and_everything_has_its_first_version() -> None:
    make_rehearsal(wanted(), by=MAKING)

    assert Result.objects.count() == Entry.objects.count() == ResultVersion.objects.count() > 40
    assert CandidateVersion.objects.count() == 20
    versions = ResultVersion.objects.values_list("entry", "grade", "percentage_uniform_mark", "outcome")
    assert set(versions) == set(Result.objects.values_list("entry", "grade", "percentage_uniform_mark", "outcome"))


def test_the_same_seed_makes_the_same_rows_and_another_one_others() -> None:
    found = []
    for seed in (7, 7, 8):
        make_rehearsal(wanted(seed=seed), by=MAKING)
        found.append(rows())
        Candidate.objects.all().delete()
        Series.objects.all().delete()

    assert found[0] == found[1] != found[2]


def test_results_are_plausible() -> None:
    bands = current_wording().bands("ALEVEL")
    results = [r for person in made_up_candidates(2000, seed=1, place=0, exams=first_exams()) for r in person.results]
    grades = Counter(result.grade for result in results if result.exam.qualification == "ALEVEL")

    assert all((result.grade == "") != (result.outcome == "") for result in results)
    assert all(grade in ("", "A*", "A", "B", "C", "D", "E") for grade in grades)
    assert min(grades[grade] for grade in ("A*", "A", "B", "C", "D", "E")) > 0
    assert grades["B"] + grades["C"] > grades["A*"] + grades["E"]
    marked = [r for r in results if r.exam.qualification == "ALEVEL" and r.grade]
    assert all(r.mark and bands[r.grade].lowest <= r.mark <= bands[r.grade].highest for r in marked)
    assert {"PENDING", "NO RESULT", "UNGRADED"} <= {result.outcome for result in results}


def test_names_are_in_many_scripts_and_each_has_a_family_name() -> None:
    people = [
        p
        for place in range(made_up_names.SCRIPTS)
        for p in made_up_candidates(60, seed=1, place=place, exams=first_exams())
    ]
    letters = {unicodedata.name(person.family_name[0], "").split()[0] for person in people}

    assert set(SCRIPTS) - letters <= {"HIRAGANA"}
    assert all(person.family_name and person.given_names for person in people)


def test_no_real_centre_gets_made_up_candidates_unless_it_is_named() -> None:
    real = builders.make_centre("ZZ001")

    make_rehearsal(wanted(), by=MAKING)

    assert not Candidate.objects.filter(centre=real).exists()
    assert list(Centre.objects.exclude(pk=real.pk).values_list("name", flat=True)) == ["REHEARSAL centre ZZ002"]


def test_a_centre_that_is_named_gets_them() -> None:
    builders.make_centre("PK123")

    made("--centre=PK123", "--candidates=5")

    assert set(Candidate.objects.values_list("centre__number", flat=True)) == {"PK123"}


def test_the_boards_own_syllabuses_are_used() -> None:
    builders.make_syllabus("7707", "OLEVEL", "Accounting")

    make_rehearsal(wanted(), by=MAKING)

    assert set(Entry.objects.values_list("syllabus__code", flat=True)) == {"7707"}
    assert Syllabus.objects.count() == 1


def test_a_folder_of_the_same_seed_loads_as_the_same_rows(tmp_path: Path) -> None:
    made(str(tmp_path / "folder"), "--rehearsal", "--candidates=20", "--seed=7", "--name=Spring")
    assert not Series.objects.exists()
    call_command("load_series", str(tmp_path / "folder"), verbosity=0)
    loaded = rows()
    Candidate.objects.all().delete()
    Series.objects.all().delete()

    make_rehearsal(wanted(), by=MAKING)

    assert rows() == loaded
    assert Series.objects.get().is_rehearsal


def test_a_folder_without_the_word_is_no_rehearsal(tmp_path: Path) -> None:
    made(str(tmp_path / "folder"), "--candidates=5", "--name=Trial")
    call_command("load_series", str(tmp_path / "folder"), verbosity=0)

    assert Series.objects.values_list("name", "is_rehearsal").get() == ("Trial", False)


def test_rows_are_not_kept_in_memory(tmp_path: Path) -> None:
    def peak(candidates: int) -> int:
        tracemalloc.start()
        made(str(tmp_path / "folder"), f"--candidates={candidates}", "--centres=10")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(4000) < peak(400) * 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--centre=XX999",), "there is no centre XX999"),
        (("--opens=2031-05-06T07:30:00",), "needs a zone"),
        (("--candidates=0",), "has to be 1 or more"),
        (("--candidates=100000", "--centres=1"), "fewer candidate numbers"),
        (("--candidates=2000", "--centres=1001"), "not so many numbers of centres"),
        (("--name=November 2026",), "There is a series REHEARSAL November 2026 already"),
        (("--name=†",), "a name of its own"),
        ((f"--name={'x' * 60}",), "more than 60 characters"),
    ],
)
def test_what_can_not_be_made_is_said_and_nothing_is_written(words: tuple[str, ...], why: str) -> None:
    builders.make_series("REHEARSAL November 2026")

    with pytest.raises(CommandError, match=why):
        made(*words)

    assert (Series.objects.count(), Candidate.objects.count(), Centre.objects.count()) == (1, 0, 0)


def test_a_made_up_name_that_is_a_real_candidates_own_is_refused() -> None:
    centre = builders.make_centre("PK123")
    make_rehearsal(wanted(centres=(centre,)), by=MAKING)
    double = Candidate.objects.get(number="0003")
    real = {"family_name": double.family_name, "given_names": double.given_names}
    Candidate.objects.all().delete()
    Series.objects.all().delete()
    builders.make_candidate(builders.make_series(), centre, "0003", **real)

    with pytest.raises(RehearsalNotPossible, match="Choose another seed"):
        make_rehearsal(wanted(centres=(centre,)), by=MAKING)


def test_staff_need_the_permission() -> None:
    with pytest.raises(PermissionDenied):
        make_rehearsal(wanted(), by=builders.make_user("support@board.example", is_staff=True))


def test_who_made_it_is_on_record() -> None:
    make_rehearsal(wanted(), by=MAKING)

    entry = AuditEntry.objects.get(action="make rehearsal")
    assert (entry.actor, entry.series) == ("make_series", "rehearsal-spring")
    assert entry.details["candidates"] == 20
    assert entry.details["seed"] == 7


@pytest.mark.parametrize("text", ["Spring", " Spring ", "REHEARSAL Spring"])
def test_a_name_gets_the_word_once(text: str) -> None:
    assert rehearsal_name(text) == "REHEARSAL Spring"
