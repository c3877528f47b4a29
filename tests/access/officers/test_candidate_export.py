"""The list of candidates as a file for a spreadsheet."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from access.models import Credential
from candidates.models import Candidate, Series
from centres.models import Centre, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_credential
from tests.support.giving import PAGE, enter, save

EXPORT = f"{PAGE}candidates.csv"


def lines_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_it_has_a_line_for_each_candidate(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    [candidate] = enter(series, centre, 1)
    save(series, centre, officer)
    credential = give_credential(candidate)
    Credential.objects.filter(pk=credential.pk).update(first_signed_in_at=datetime(2027, 1, 12, 6, 3, tzinfo=UTC))

    response = officer_client.get(EXPORT)

    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-candidates.csv"'
    assert lines_of(response) == [
        [
            "Candidate number",
            "Name",
            "Date of birth",
            "Teaching group",
            "Qualifications",
            "Syllabuses",
            "Access",
            "First signed in (Karachi time)",
            "First saw results (Karachi time)",
        ],
        ["0001", "Candidate 0001 Rahman", "", "11A", "IGCSE", "0580", "Has access", "2027-01-12 11:03", ""],
    ]


def test_it_holds_who_was_found(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 2)
    enter(series, centre, 1, start=9, teaching_group="12B")

    assert [line[0] for line in lines_of(officer_client.get(f"{EXPORT}?group=12B"))[1:]] == ["0009"]


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1"])
def test_no_cell_is_a_formula(name: str, series: Series, centre: Centre, officer_client: Client) -> None:
    builders.make_candidate(series, centre, "0001", given_names="", family_name=name, teaching_group=name)

    line = lines_of(officer_client.get(EXPORT))[1]

    assert [line[1], line[3]] == [f"'{name}".replace("'\t", "'") if name[0] == "\t" else f"'{name}", f"'{name}"]


def test_taking_it_is_recorded(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 3)

    officer_client.get(EXPORT)

    entry = AuditEntry.objects.get(action="export candidates")
    assert (entry.actor, entry.centre_number, entry.series) == ("officer@pk123.example", "PK123", "november-2026")
    assert entry.details == {"candidates": 3}


def test_no_grade_is_in_it(candidate: Candidate, officer: User, officer_client: Client) -> None:
    save(candidate.series, candidate.centre, officer)

    assert "A*" not in officer_client.get(EXPORT).content.decode()


def test_the_workbook_has_text_alone_so_that_zeros_stay(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 1, start=42, date_of_birth="2009-03-01", family_name="=1+1", given_names="")

    response = officer_client.get(f"{PAGE}candidates.xlsx")

    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-candidates.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in cells[0][:3]] == ["Candidate number", "Name", "Date of birth"]
    assert [cell.value for cell in cells[1][:3]] == ["0042", "=1+1", "2009-03-01"]
    assert {cell.number_format for row in cells for cell in row} == {"@"}
    assert {cell.data_type for row in cells for cell in row if cell.value} == {"s"}
    assert AuditEntry.objects.filter(action="export candidates").count() == 1


def test_twins_of_one_group_differ_in_the_file(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 1, date_of_birth="2009-03-01")
    enter(series, centre, 1, start=2, date_of_birth="2009-03-02")

    assert [line[2] for line in lines_of(officer_client.get(EXPORT))[1:]] == ["2009-03-01", "2009-03-02"]
