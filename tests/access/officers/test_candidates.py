"""View candidates: everyone's state, finding them, and changing access for one or many."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_credential
from tests.support.giving import PAGE, enter, save, selected
from tests.support.previews import confirmed

CANDIDATES = f"{PAGE}candidates/"
QUERIES = 19


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """0001 to 0004; the first two in group 11A, the others in 12B."""
    return [*enter(series, centre, 2), *enter(series, centre, 2, start=3, teaching_group="12B")]


@pytest.fixture
def two_selected(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> AccessSettings:
    return save(series, centre, officer, Status.SELECTED, selection={"0001", "0002"})


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def listed(response: Any) -> list[str]:
    return [row.number for row, _ticked in response.context["rows"]]


def states(response: Any) -> dict[str, str]:
    return {row.number: row.state.label for row, _ticked in response.context["rows"]}


def posted(**values: Any) -> dict[str, Any]:
    return {"action": "select", "scope": "ticked", "version": "1", **values}


def test_everyone_is_listed_with_their_state(
    two_selected: AccessSettings, roll: list[Candidate], officer_client: Client
) -> None:
    give_credential(roll[0], username="AAAAAAAA")
    give_credential(roll[2], username="CCCCCCCC")
    Candidate.objects.create(series=roll[0].series, centre=roll[0].centre, number="0005", withdrawn=True)

    assert states(officer_client.get(CANDIDATES)) == {
        "0001": "Has access",
        "0002": "Password being made",
        "0003": "Access withdrawn",
        "0004": "No access",
        "0005": "Withdrawn from the series",
    }


def test_without_a_job_a_missing_password_is_no_password_yet(
    two_selected: AccessSettings, officer_client: Client
) -> None:
    LetterBatch.objects.update(state=LetterBatch.State.CANCELLED)

    assert states(officer_client.get(CANDIDATES))["0001"] == "No password yet"


def test_who_has_access_has_a_link_to_the_letter(
    two_selected: AccessSettings, roll: list[Candidate], officer_client: Client
) -> None:
    give_credential(roll[0], username="AAAAAAAA")
    give_credential(roll[2], username="CCCCCCCC")

    page = text(officer_client.get(CANDIDATES))

    assert re.findall(r"letters/(\d{4})\.pdf", page) == ["0001"]


def test_the_first_sign_in_is_shown_in_the_centres_time(
    two_selected: AccessSettings, roll: list[Candidate], officer_client: Client
) -> None:
    credential = give_credential(roll[0])
    Credential.objects.filter(pk=credential.pk).update(first_signed_in_at=datetime(2027, 1, 12, 6, 3, tzinfo=UTC))

    page = text(officer_client.get(CANDIDATES))

    assert "12 Jan 2027, 11:03" in page
    assert "Times are those of Karachi." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=0003", ["0003"]),
        ("q=rahman+12b", ["0003", "0004"]),
        ("q=NGUYEN+dang", ["0009"]),
        ("q=nobody", []),
        ("group=12B", ["0003", "0004"]),
        ("group=-", ["0009"]),
        ("syllabus=9709", ["0001"]),
        ("qualification=ALEVEL", ["0001"]),
        ("qualification=IGCSE", ["0001", "0002", "0003", "0004"]),
        ("state=making", ["0001", "0002"]),
        ("activity=not-signed-in", ["0001", "0002"]),
        ("activity=signed-in", []),
        ("group=12B&q=0004", ["0004"]),
        ("group=unknown", []),
        ("state=making&state=none", []),
        ("numbers=0003+4,9", ["0003", "0004", "0009"]),
        ("numbers=2-3", ["0002", "0003"]),
        ("numbers=nobody", []),
        ("sort=-number", ["0009", "0004", "0003", "0002", "0001"]),
        ("sort=name", ["0009", "0001", "0002", "0003", "0004"]),
        ("sort=group", ["0001", "0002", "0003", "0004", "0009"]),
        ("sort=-state", ["0003", "0004", "0009", "0001", "0002"]),
        ("sort=grade", []),
        ("page=99", ["0001", "0002", "0003", "0004", "0009"]),
    ],
)
def test_candidates_are_found(
    query: str, found: list[str], two_selected: AccessSettings, roll: list[Candidate], officer_client: Client
) -> None:
    builders.make_entry(roll[0], builders.make_syllabus("9709", "ALEVEL"))
    series, centre = two_selected.series, two_selected.centre
    builders.make_candidate(series, centre, "0009", family_name="Nguyễn", given_names="Đặng", teaching_group="")

    assert listed(officer_client.get(f"{CANDIDATES}?{query}")) == found


def test_finding_nobody_says_what_to_do(two_selected: AccessSettings, officer_client: Client) -> None:
    page = text(officer_client.get(f"{CANDIDATES}?q=nobody"))

    assert "Nobody fits all of that." in page
    assert f'<a href="{CANDIDATES}">Show everyone</a>' in page


def test_ticked_candidates_get_access(
    two_selected: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    response = officer_client.post(CANDIDATES, posted(candidates=["0003", "0004"]), follow=True)

    assert selected(series, centre) == {"0001", "0002", "0003", "0004"}
    assert "2 candidates now have access." in text(response)


def test_ticked_candidates_lose_access_and_the_filter_stays(
    two_selected: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    response = officer_client.post(CANDIDATES, posted(action="deselect", candidates="0001", q="rahman", page="1"))

    assert (response.status_code, response["Location"]) == (302, f"{CANDIDATES}?q=rahman")
    assert selected(series, centre) == {"0002"}


def test_everyone_found_means_all_pages_of_the_filter(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 250)
    enter(series, centre, 10, start=900, teaching_group="12B")
    save(series, centre, officer, Status.SELECTED, selection={"0900"})

    fields = posted(scope="found", group="11A", candidates="0901")
    response = confirmed(officer_client, CANDIDATES, fields, follow=True)

    assert selected(series, centre) == {"0900", *(f"{number:04}" for number in range(1, 251))}
    assert "250 candidates now have access." in text(response)
    assert "<strong>250 found</strong> of 260 candidates, 1 to 100 on this page" in text(response)


def test_everyone_found_leaves_out_who_is_withdrawn(
    two_selected: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    Candidate.objects.filter(number="0004").update(withdrawn=True)

    officer_client.post(CANDIDATES, posted(scope="found"))

    assert selected(series, centre) == {"0001", "0002", "0003"}


@pytest.mark.parametrize("spoilt", [{"group": "unknown"}, {"group": ["11A", "12B"]}, {"q": "\x00"}])
def test_a_filter_that_cannot_be_understood_changes_nobody(
    spoilt: dict[str, Any], two_selected: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    response = officer_client.post(CANDIDATES, posted(scope="found", action="deselect", **spoilt))

    assert "The filter can't be understood." in text(response)
    assert selected(series, centre) == {"0001", "0002"}


def test_under_all_taking_access_away_says_that_later_candidates_are_not_covered(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer, Status.ALL)

    response = officer_client.post(CANDIDATES, posted(action="deselect", candidates="0001"), follow=True)

    assert "1 candidate no longer has access. The status is now Selected candidates, with the other 3" in text(response)
    assert "Candidates who are added later are not covered until you select them." in text(response)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"candidates": []}, "Tick at least one candidate first."),
        ({"action": "deselect", "candidates": ["0001", "0002"]}, "That would leave nobody selected."),
        ({"version": "0", "candidates": ["0003"]}, "You have changed who has access since this page was opened"),
        ({"action": "other", "candidates": ["0003"]}, "Open View candidates again and choose there."),
        ({"action": ["select", "deselect"], "candidates": ["0003"]}, "This arrived twice with one form."),
    ],
)
def test_what_is_refused_is_said_and_ticks_stay(
    *,
    values: dict[str, Any],
    said: str,
    two_selected: AccessSettings,
    series: Series,
    centre: Centre,
    officer_client: Client,
) -> None:
    response = officer_client.post(CANDIDATES, posted(**values))

    assert said in text(response)
    assert [row.number for row, is_ticked in response.context["rows"] if is_ticked] == values["candidates"]
    assert selected(series, centre) == {"0001", "0002"}


def test_under_no_candidates_the_page_leads_to_edit_status(roll: list[Candidate], officer_client: Client) -> None:
    page = text(officer_client.get(CANDIDATES))

    assert f'Choose in <a href="{PAGE}status/">Edit status</a>' in page
    assert 'name="candidates"' not in page


def test_a_double_post_is_harmless(
    two_selected: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    officer_client.post(CANDIDATES, posted(candidates="0003"))

    response = officer_client.post(CANDIDATES, posted(candidates="0003"), follow=True)

    assert "Nothing had to be changed" in text(response)
    assert AuditEntry.objects.filter(action="change selection").count() == 1


def test_another_centres_candidate_is_not_found(
    two_selected: AccessSettings, series: Series, centre: Centre, other_centre: Centre, officer_client: Client
) -> None:
    enter(series, other_centre, 1, start=700)

    assert officer_client.post(CANDIDATES, posted(candidates=["0003", "0700"])).status_code == 404
    assert selected(series, centre) == {"0001", "0002"}


def test_a_viewer_sees_everyone_and_can_change_nobody(
    two_selected: AccessSettings, roll: list[Candidate], officer: User, officer_client: Client
) -> None:
    give_credential(roll[0])
    officer.memberships.update(role=Role.RESULTS_VIEWER)

    page = text(officer_client.get(CANDIDATES))

    assert "<bdi>Candidate 0001 Rahman</bdi>" in page
    assert 'name="action"' not in page
    assert "letters/0001.pdf" not in page


def test_nothing_of_results_is_on_the_page(candidate: Candidate, officer: User, officer_client: Client) -> None:
    save(candidate.series, candidate.centre, officer)

    assert "A*" not in text(officer_client.get(CANDIDATES))


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize("page", ["candidates/", "status/", "candidates.csv"])
def test_the_number_of_queries_does_not_grow_with_the_candidates(
    *,
    count: int,
    page: str,
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    enter(series, centre, count)
    save(series, centre, officer)

    with django_assert_max_num_queries(QUERIES):
        assert officer_client.get(f"{PAGE}{page}").status_code == 200


def test_a_heading_orders_by_its_column_and_keeps_the_filter(roll: list[Candidate], officer_client: Client) -> None:
    page = text(officer_client.get(f"{CANDIDATES}?q=rahman&sort=name"))

    assert '<th scope="col" aria-sort="ascending"> <a class="sorter" href="?q=rahman&sort=-name">Name</a>' in page
    assert 'href="?q=rahman&sort=signed-in">Signed in</a>' in page


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("", ["0001", "0002", "0003", "0004"]),
        ("-number", ["0004", "0003", "0002", "0001"]),
        ("name", ["0001", "0003", "0004", "0002"]),
        ("-name", ["0002", "0004", "0003", "0001"]),
        ("group", ["0001", "0002", "0003", "0004"]),
        ("-group", ["0003", "0004", "0001", "0002"]),
        ("state", ["0001", "0002", "0003", "0004"]),
        ("-state", ["0003", "0004", "0001", "0002"]),
        ("signed-in", ["0002", "0001", "0003", "0004"]),
    ],
)
def test_rows_are_in_the_order_asked_for(
    two_selected: AccessSettings, roll: list[Candidate], officer_client: Client, order: str, numbers: list[str]
) -> None:
    """Equal ones stay in order of their numbers; whoever never signed in comes last."""
    for person, family_name in zip(roll, ("Abbas", "Zia", "Éclair", "Malik"), strict=True):
        Candidate.objects.filter(pk=person.pk).update(family_name=family_name)
    for person, day in ((roll[0], 9), (roll[1], 3)):
        give_credential(person, username=f"USER{person.number}")
        Credential.objects.filter(candidate=person).update(first_signed_in_at=datetime(2027, 1, day, tzinfo=UTC))

    assert listed(officer_client.get(CANDIDATES, {"sort": order})) == numbers


def test_numbers_that_nobody_has_are_said(roll: list[Candidate], officer_client: Client) -> None:
    page = text(officer_client.get(f"{CANDIDATES}?numbers=0001+0777"))

    assert "No candidate of yours has this number: 0777." in page


def test_ticks_on_other_pages_are_kept_where_something_is_refused(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 150)
    save(series, centre, officer, Status.SELECTED, selection={"0001"})

    response = officer_client.post(CANDIDATES, posted(version="0", candidates=["0002", "0149"]))

    assert '<input type="hidden" name="candidates" value="0149" data-ticked-elsewhere>' in text(response)
    assert 'value="0002" checked' in text(response)
