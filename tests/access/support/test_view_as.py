"""Staff see a candidate's page as it will look, with placeholders: no result is read for it, before or after."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import AccessSettings
from candidates.models import Candidate, Entry, Result
from centres.permissions.staff_roles import StaffRole
from results_portal.audit.tallies import SEPARATE
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_access
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of


def page_of(candidate: Candidate) -> str:
    return f"/admin/support/candidates/{candidate.pk}/view/"


@pytest.fixture
def support(candidate: Candidate) -> Client:
    give_access(candidate.series, candidate.centre)
    return browser_of(make_staff(StaffRole.SUPPORT, "support"))


def test_it_is_the_candidates_page_with_placeholders(support: Client, candidate: Candidate) -> None:
    AccessSettings.objects.update(contact_name="Sana Malik", contact_email="sana@pk123.example")

    response = support.get(page_of(candidate))

    page = response.content.decode()
    assert "candidates/results_page/_released.html" in {template.name for template in response.templates}
    for words in ("Your results, November 2026", "Candidate 0042 Rahman", "0610", "9709", "Sana Malik"):
        assert words in page
    assert page.count("(placeholder)") == 2
    assert "View as candidate, with placeholders." in page
    assert "Sign out" not in page
    assert "statement.pdf" not in page


@pytest.mark.parametrize("released", [False, True])
def test_no_statement_names_a_result(support: Client, candidate: Candidate, released: bool) -> None:
    """The candidate's A Level is released already; with `released`, everything is."""
    if released:
        builders.make_release(candidate.series, "IGCSE", builders.in_the_past())

    with CaptureQueriesContext(connection) as queries:
        support.get(page_of(candidate))

    asked = [query["sql"] for query in queries]
    assert asked != []
    assert [sql for sql in asked if "candidates_result" in sql or "percentage" in sql] == []


def test_pages_of_different_results_are_the_same(support: Client, candidate: Candidate) -> None:
    before = support.get(page_of(candidate)).content
    Result.objects.filter(entry__syllabus__code="0610").update(grade="G", percentage_uniform_mark=21, held=True)
    Result.objects.filter(entry__syllabus__code="9709").delete()

    assert without_clock(support.get(page_of(candidate)).content) == without_clock(before)


def without_clock(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line and b"data-now" not in line]


def test_withdrawn_entries_are_not_on_it(support: Client, candidate: Candidate) -> None:
    Entry.objects.filter(syllabus__code="0610").update(withdrawn=True)

    page = support.get(page_of(candidate)).content.decode()

    assert page.count("(placeholder)") == 1
    assert "0610" not in page


def test_each_look_is_on_record_and_many_are_counted(support: Client, candidate: Candidate) -> None:
    for _ in range(SEPARATE + 3):
        support.get(page_of(candidate))

    entries = AuditEntry.objects.filter(action="view as candidate")
    assert entries.count() == SEPARATE
    assert set(entries.values_list("centre_number", "series", "target")) == {("PK123", "november-2026", "0042")}


def test_the_candidate_has_not_seen_results_by_it(support: Client, candidate: Candidate) -> None:
    support.get(page_of(candidate))

    assert not AuditEntry.objects.filter(actor="0042").exists()


def test_supports_page_leads_there(support: Client, candidate: Candidate) -> None:
    page = support.get(f"/admin/support/candidates/{candidate.pk}/").content.decode()

    assert f'href="{page_of(candidate)}"' in page


@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.RESULTS_TEAM, 200), (StaffRole.ADMINISTRATOR, 200), (None, 403)]
)
def test_it_takes_the_permission(candidate: Candidate, role: StaffRole | None, status: int) -> None:
    someone = make_staff(role, "someone") if role else builders.make_user("plain@board.example", is_staff=True)

    assert browser_of(someone).get(page_of(candidate)).status_code == status


def test_nobody_without_a_row_is_shown(support: Client) -> None:
    assert support.get("/admin/support/candidates/987654/view/").status_code == 404
