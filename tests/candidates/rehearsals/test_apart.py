"""Nobody stands in a rehearsal and in a real series: neither by files, nor by hand."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from candidates.loading import LoadRefused, load_files
from candidates.loading.options import LoadOptions
from candidates.loads.mends import OTHERWISE, mend_of
from candidates.models import Candidate, Series
from centres.models import User
from results_portal import audit
from tests.support import builders
from tests.support.folders import GOOD, everything, write_folder
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db
REAL, MADE_UP = "June 2026", "REHEARSAL of June"
TABLES = ("releases", "candidates", "entries", "results")
WORDS = LoadOptions(new_series=True)


def of_series(name: str, **candidates: str) -> dict[str, str]:
    """The good folder's files, with another name of the series, and with other candidates."""
    files = {**GOOD, **candidates}
    return {table: files[table].replace(REAL, name) for table in TABLES}


def problems(folder: Path) -> list[str]:
    """What a load of the folder says; nothing of it is written."""
    before = everything()
    with pytest.raises(LoadRefused) as refused:
        load_files(folder, by=audit.Command("load_series"), options=WORDS)
    assert everything() == before
    assert OTHERWISE not in {mend_of(problem) for problem in refused.value.problems}
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (REAL, MADE_UP, "the rehearsal names a candidate of a real series"),
        (MADE_UP, REAL, "this candidate stands in a rehearsal, and a real series takes nothing of one"),
    ],
)
def test_the_same_people_are_refused_on_the_other_side(tmp_path: Path, first: str, then: str, said: str) -> None:
    call_command("load_series", str(write_folder(tmp_path / "first", **of_series(first))), verbosity=0)

    found = problems(write_folder(tmp_path / "then", **of_series(then)))

    assert found == [f"candidates.csv:{line}: {said}: PK123 000{line - 1}" for line in (2, 3)]


def test_a_name_written_otherwise_is_the_same_person(tmp_path: Path) -> None:
    builders.make_candidate(
        builders.make_series("March 2026"),
        builders.make_centre("PK123"),
        "0001",
        family_name="DURAB",
        given_names="jalaal",
    )

    assert len(problems(write_folder(tmp_path / "folder", **of_series(MADE_UP)))) == 1


def test_other_people_under_the_same_numbers_are_taken(tmp_path: Path) -> None:
    call_command("load_series", str(write_folder(tmp_path / "first", **of_series(REAL))), verbosity=0)
    others = GOOD["candidates"].replace("Jalaal,Durab", "Sandwick,Orla").replace("المشاولة,ريّان", "Hollin,Pim")

    load_files(
        write_folder(tmp_path / "then", **of_series(MADE_UP, candidates=others)),
        by=audit.Command("load_series"),
        options=WORDS,
    )

    assert Candidate.objects.filter(series__is_rehearsal=True).count() == 2


def test_the_boards_identifier_tells_a_person_whatever_the_number(tmp_path: Path) -> None:
    centre = builders.make_centre("AE310")
    builders.make_candidate(builders.make_series("March 2026"), centre, "0777", candidate_uid="A-17")
    lines = GOOD["candidates"].replace("teaching_group\n", "teaching_group,candidate_uid\n")
    lines = lines.replace(",11C\n", ",11C,A-17\n").replace(",,,\n", ",,,,\n")

    found = problems(write_folder(tmp_path / "folder", **of_series(MADE_UP, candidates=lines)))

    assert found == ["candidates.csv:2: the rehearsal names a candidate of a real series: PK123 0001"]


def test_one_load_is_of_one_kind(tmp_path: Path) -> None:
    releases = GOOD["releases"] + f"{MADE_UP},IGCSE,2098-08-18T06:00:00+01:00\n"

    found = problems(write_folder(tmp_path / "folder", releases=releases))

    assert found == ["candidates.csv:1: these files hold a rehearsal and a real series: load each by itself"]


def test_nobody_is_put_on_the_other_side_by_hand(client: Client, staff: User) -> None:
    centre = builders.make_centre("PK123")
    real = builders.make_candidate(builders.make_series(), centre, "0042")
    rehearsal = builders.make_series(MADE_UP)
    form = {"centre": centre.pk, "number": "0042", "family_name": real.family_name, "given_names": real.given_names}
    sent = {**form, "series": rehearsal.pk, "entries-TOTAL_FORMS": "0", "entries-INITIAL_FORMS": "0"}
    sign_in(client, staff)

    added = client.post("/admin/candidates/candidate/add/", sent)
    # The series of somebody who is there is only shown.
    client.post(f"/admin/candidates/candidate/{real.pk}/change/", sent)

    assert "Nobody can be in both" in added.content.decode()
    assert list(Candidate.objects.values_list("series", flat=True)) == [Series.objects.get(name="November 2026").pk]
