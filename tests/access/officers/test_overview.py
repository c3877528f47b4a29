"""The page Candidate Results Website: what it tells, and what it costs."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from access.models import Credential, Status
from access.officers.queries.overview import Counts, overview_of
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models import LetterBatch
from tests.support import builders
from tests.support.credentials import give_credential
from tests.support.giving import PAGE, enter, save

QUERIES = 28


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def with_passwords(candidates: list[Candidate]) -> None:
    for candidate in candidates:
        give_credential(candidate, username=f"USER{candidate.number}")


def test_at_first_no_candidates_have_access(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 3)

    page = text(officer_client.get(PAGE))

    assert "<h1>Candidate Results Website</h1>" in page
    assert ">No candidates</span>" in page
    assert "None of your 3 candidates has access." in page
    assert f'<a class="btn btn-primary" href="{PAGE}status/">Edit status</a>' in page
    assert f'href="{PAGE}candidates/">View candidates</a>' in page


def test_the_counts_tell_apart_who_has_access_waits_lost_it_or_left(
    series: Series, centre: Centre, officer: User
) -> None:
    roll = enter(series, centre, 6)
    with_passwords(roll[:4])
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0002", "0005"})
    Candidate.objects.filter(number="0004").update(withdrawn=True)
    Credential.objects.filter(candidate=roll[0]).update(first_signed_in_at=datetime.now(UTC))

    counts = overview_of(series=series, centre=centre).counts

    assert counts == Counts(total=5, allowed=3, with_password=2, stopped=1, left=1, signed_in=1, seen=0)
    assert counts.without_password == 1


@pytest.mark.parametrize(
    ("count", "status", "selection", "sentence"),
    [
        (3, Status.ALL, None, "All 3 of your candidates have access."),
        (3, Status.SELECTED, {"0001", "0002"}, "2 of your 3 candidates have access."),
        (3, Status.SELECTED, {"0001"}, "1 of your 3 candidates has access."),
        (3, Status.NONE, None, "None of your 3 candidates has access."),
        (1, Status.ALL, None, "Your one candidate has access."),
        (1, Status.NONE, None, "Your one candidate does not have access."),
        (1240, Status.ALL, None, "All 1,240 of your candidates have access."),
    ],
)
def test_the_sentence_says_who_has_access(
    *,
    count: int,
    status: Status,
    selection: set[str] | None,
    sentence: str,
    series: Series,
    centre: Centre,
    officer: User,
) -> None:
    Candidate.objects.bulk_create(
        Candidate(series=series, centre=centre, number=f"{number:04}", family_name="X")
        for number in range(1, count + 1)
    )
    save(series, centre, officer, status, selection=selection)

    assert overview_of(series=series, centre=centre).sentence == sentence


def test_while_passwords_are_made_nobody_is_uncovered(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 2)
    save(series, centre, officer)

    overview = overview_of(series=series, centre=centre)

    assert (overview.making, overview.uncovered) == (True, 0)


def test_candidates_added_since_are_pointed_out(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    with_passwords(enter(series, centre, 2))
    save(series, centre, officer)
    LetterBatch.objects.update(state=LetterBatch.State.CANCELLED)
    enter(series, centre, 1, start=9)

    page = text(officer_client.get(PAGE))

    assert "1 candidate has no password yet." in page
    assert "confirm <em>All candidates</em> again: only they get new passwords." in page


def test_releases_are_those_of_the_candidates_entries_earliest_first_unset_last(
    series: Series, centre: Centre, other_centre: Centre
) -> None:
    builders.make_release(series, "ALEVEL", datetime(2027, 1, 12, 6, tzinfo=UTC))
    builders.make_release(series, "IGCSE", datetime(2027, 1, 19, 6, tzinfo=UTC))
    builders.make_release(series, "PREU", datetime(2027, 1, 14, 8, tzinfo=UTC))
    [mine] = enter(series, centre, 1)
    builders.make_entry(mine, builders.make_syllabus("9709", "ALEVEL"))
    builders.make_entry(mine, builders.make_syllabus("9990", "AS"))
    [theirs] = enter(series, other_centre, 1)
    builders.make_entry(theirs, builders.make_syllabus("9799", "PREU"))

    rows = overview_of(series=series, centre=centre).releases

    assert [(row.qualification, row.instant and row.instant.centre) for row in rows] == [
        ("Cambridge International A Level", "Tuesday 12 January 2027, 11:00 (Karachi)"),
        ("Cambridge IGCSE", "Tuesday 19 January 2027, 11:00 (Karachi)"),
        ("Cambridge International AS Level", None),
    ]
    assert rows[0].instant
    assert (rows[0].instant.uk, rows[0].instant.utc) == (
        "Tuesday 12 January 2027, 06:00 (UK time)",
        "Tuesday 12 January 2027, 06:00 (UTC)",
    )


def test_the_page_reminds_of_other_dates_and_shows_the_contact(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 1)
    save(series, centre, officer)

    page = text(officer_client.get(PAGE))

    assert "Others are released on other dates" in page
    assert "<bdi>Ayesha Siddiqui</bdi>" in page
    assert "+92 42 1234567" in page
    assert "Last changed by officer@pk123.example" in page


def test_other_series_of_the_centre_can_be_chosen(
    series: Series, centre: Centre, other_centre: Centre, officer_client: Client
) -> None:
    enter(series, centre, 1)
    enter(builders.make_series("June 2026"), centre, 1)
    enter(builders.make_series("March 2026"), other_centre, 1)

    page = text(officer_client.get(PAGE))

    assert '<a href="/portal/PK123/june-2026/">June 2026</a>' in page
    assert "March 2026" not in page


def test_a_series_without_candidates_says_what_to_do(series: Series, centre: Centre, officer_client: Client) -> None:
    assert "No candidates are on file for November 2026." in text(officer_client.get(PAGE))


def test_nothing_of_results_is_on_the_page(candidate: Candidate, officer: User, officer_client: Client) -> None:
    save(candidate.series, candidate.centre, officer)

    assert "A*" not in text(officer_client.get(PAGE))


def test_a_viewer_sees_who_has_access_but_no_way_to_change_it(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 1)
    officer.memberships.update(role=Role.RESULTS_VIEWER)

    response = officer_client.get(PAGE)

    assert response.status_code == 200
    assert "Edit status</a>" not in text(response)


@pytest.mark.parametrize("count", [1, 200])
def test_the_number_of_queries_does_not_grow_with_the_candidates(
    *,
    count: int,
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with_passwords(enter(series, centre, count))
    save(series, centre, officer)
    officer_client.get(PAGE)

    with django_assert_max_num_queries(QUERIES):
        officer_client.get(PAGE)


def test_on_the_day_it_leads_to_those_who_have_not_come_yet(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    """As many are listed there as the link says, and nobody who has no access."""
    roll = enter(series, centre, 6)
    with_passwords(roll)
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0002", "0003", "0004", "0005"})
    came, now = Credential.objects.filter(candidate__in=roll[:3]), datetime.now(UTC)
    assert "yet</a>" not in text(officer_client.get(PAGE))
    came.update(first_signed_in_at=now)
    came.filter(candidate=roll[0]).update(first_seen_results_at=now)

    links = re.findall(r'<a href="([^"]+\?activity=[^"]+)">([^<]+)</a>', text(officer_client.get(PAGE)))

    assert [words for _, words in links] == [
        "2 candidates have not signed in yet",
        "4 candidates have not seen results yet",
    ]
    listed = [re.findall(r'<span class="status[^>]+>Has access', text(officer_client.get(url))) for url, _ in links]
    assert [len(found) for found in listed] == [2, 4]
