"""What looks wrong but may be right is said, and loads."""

from collections.abc import Callable

import pytest

from candidates.loading.checks.people import looks_converted
from tests.candidates.loading.conftest import Said
from tests.support.folders import BASE, changed_base

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]


def warnings(said: Said) -> list[str]:
    assert said.ended_well, said.errors
    return [line for line in said.output.splitlines() if line.startswith("Warning: ")]


@pytest.mark.parametrize("name", ["MÃ¼ller", "JosÃ©", "M?ller", "Â\u00a0Smith", "Ø§Ù„Ø­Ø³Ù†", "NguyÅ\u00a0n"])
def test_names_that_were_converted_wrongly_are_found(name: str) -> None:
    assert looks_converted(name)


@pytest.mark.parametrize(
    "name", ["Müller", "São", "Ângela", "Ørsted", "Ñuñez", "ÅSA", "محمد", "Nguyễn", "O'Neill", "Ã"]
)
def test_names_that_are_right_are_left_alone(name: str) -> None:
    assert not looks_converted(name)


def test_a_wrongly_converted_name_is_warned_of_by_its_codes(load_over: LoadOver) -> None:
    said = load_over(candidates=changed_base("candidates", "Müller,José", "MÃ¼ller,JosÃ©"))

    (warning,) = warnings(said)
    assert warning.startswith("Warning: candidates.csv:3: 1 row has a name that looks wrongly converted ")
    assert "PK123 0043. Save the file as CSV UTF-8" in warning


@pytest.mark.parametrize("place", ["PK123,0044", "GB045,0044"])
def test_the_same_person_twice_is_warned_of(load_over: LoadOver, place: str) -> None:
    again = f"{BASE['candidates']}June 2026,{place},KHAN,Aisha,2009-03-18,,\n"

    (warning,) = warnings(load_over(candidates=again))

    assert "the same name and date of birth more than once: PK123 0042, " in warning
    assert "Khan" not in warning


def test_a_zone_that_belongs_to_no_place_is_warned_of(load_over: LoadOver) -> None:
    (warning,) = warnings(load_over(centres=changed_base("centres", "Asia/Karachi", "Etc/GMT-5")))

    assert "PK123 has the zone Etc/GMT-5, which belongs to no place" in warning


def test_what_a_spreadsheet_did_to_a_column_is_said(load_over: LoadOver) -> None:
    (warning,) = warnings(load_over(candidates=BASE["candidates"].replace(",004", ",4")))

    assert (
        warning == "Warning: candidates.csv: leading zeros are gone from candidate_number in 3 rows, read with 4 digits"
    )
