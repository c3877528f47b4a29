"""The page of one candidate."""

import html
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from access.models import Credential
from candidates.models import Candidate, Series
from centres.models import Centre, Membership, Role, User
from letters.models import HandedLetter, LetterDownload
from letters.models.mail import LetterMail
from results_portal import audit
from tests.support import builders
from tests.support.credentials import give_credential
from tests.support.giving import PAGE, enter, save
from tests.support.signed_in import sign_in

ONE = f"{PAGE}candidates/0001/"
QUERIES = 20


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.fixture
def head_client(client: Client, officer: User) -> Client:
    """The head of the centre, who may read the trail."""
    head = builders.make_user("head@pk123.example")
    Membership.objects.create(user=head, centre=officer.memberships.get().centre, role=Role.HEAD)
    return sign_in(client, head)


def test_it_has_entries_access_letter_sign_ins_and_messages(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    [candidate] = enter(series, centre, 1, date_of_birth="2009-03-01")
    save(series, centre, officer)
    credential = give_credential(candidate)
    at = datetime(2027, 1, 12, 6, 3, tzinfo=UTC)
    Credential.objects.filter(pk=credential.pk).update(first_signed_in_at=at, issue=2, issued_at=at)
    taken = LetterDownload.objects.create(
        series=series, centre=centre, by=officer.email, what="single", form="pdf", letters=1, number="0001"
    )
    HandedLetter.objects.create(handing_over=taken, candidate=candidate, digests={})
    LetterMail.objects.create(candidate=candidate, letter="x", address="c@pk123.example", state="queued", queued_by="x")

    page = text(officer_client.get(ONE))

    assert "<h1>0001 <bdi>Candidate 0001 Rahman</bdi></h1>" in page
    assert "1 March 2009" in page
    assert "0580" in page
    assert "Has access" in page
    assert "12 Jan 2027, 11:03" in page
    assert (
        "Letter number 2, its password issued 12 Jan 2027, 11:03. Letters with a lower number no longer work." in page
    )
    assert f"by {officer.email}" in page
    assert "to c@pk123.example: Waiting" in page
    assert f'href="{PAGE}letters/0001.pdf">Download letter</a>' in page


def test_access_is_given_and_taken_from_there(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 2)
    save(series, centre, officer)

    page = text(officer_client.get(ONE))

    assert 'name="action" value="deselect">Take access away</button>' in page
    assert '<input type="hidden" name="candidates" value="0001">' in page


def test_no_grade_is_on_it_before_or_after_the_release(
    candidate: Candidate, officer: User, officer_client: Client
) -> None:
    save(candidate.series, candidate.centre, officer)

    page = text(officer_client.get(f"{PAGE}candidates/{candidate.number}/"))

    assert "A*" not in page
    assert "Results are never shown here." in page


def test_who_reads_the_trail_sees_what_was_done_about_this_candidate_alone(
    series: Series, centre: Centre, head_client: Client, officer: User
) -> None:
    enter(series, centre, 2)
    said: dict[str, Any] = {"by": officer, "centre_number": centre.number, "series": series.slug}
    audit.record("download letter", target="0001", **said)
    audit.record("reissue passwords", details={"numbers": ["0001", "0002"]}, **said)
    audit.record("download letters", details={"numbers": ["0002"]}, **said)
    audit.record("download letter", target="0001", by=officer, centre_number=centre.number, series="june-2026")

    lines = head_client.get(ONE).context["page"].trail

    assert [line.action for line in lines] == ["Reissue passwords", "Download letter"]


def test_who_may_not_read_the_trail_does_not_see_it(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 1)

    assert "Audit trail" not in text(officer_client.get(ONE))


@pytest.mark.parametrize("number", ["0002", "0009"])
def test_another_centres_candidate_and_nobody_are_not_found(
    number: str, series: Series, centre: Centre, other_centre: Centre, officer_client: Client
) -> None:
    enter(series, centre, 1)
    enter(series, other_centre, 1, start=2)

    assert officer_client.get(f"{PAGE}candidates/{number}/").status_code == 404


def test_a_viewer_sees_the_page_and_can_do_nothing(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    [candidate] = enter(series, centre, 1)
    save(series, centre, officer)
    give_credential(candidate)
    officer.memberships.update(role=Role.RESULTS_VIEWER)

    page = text(officer_client.get(ONE))

    assert "Download letter" not in page
    assert "Reissue password" not in page
    assert "Take access away" not in page


@pytest.mark.parametrize("entries", [1, 12])
def test_the_number_of_queries_does_not_grow_with_the_history(
    *,
    entries: int,
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    candidate = builders.make_candidate(series, centre, "0001")
    for number in range(entries):
        builders.make_entry(candidate, builders.make_syllabus(f"{4000 + number}"))
        LetterMail.objects.create(candidate=candidate, letter=str(number), address="c@x.example", queued_by="x")
    save(series, centre, officer)

    with django_assert_max_num_queries(QUERIES):
        assert officer_client.get(ONE).status_code == 200
