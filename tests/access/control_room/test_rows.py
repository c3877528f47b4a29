"""The control room: every attached centre on one page, for members of the Associate alone."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from access.control_room.rows import AttachedCentre, Letters, attached_centres, totals_of
from access.eligibility import with_access
from access.models import Credential, SelectedCandidate, Status
from candidates.models import Candidate, Series
from centres.models import Associate, Centre, Membership, Role, User
from letters.models import LetterBatch
from tests.support import builders
from tests.support.attached_centres import ROOM, attached, batch, give_passwords, listed, room
from tests.support.signed_in import sign_in

State = LetterBatch.State


@pytest.fixture
def member(client: Client, associate_officer: User) -> Client:
    """A browser in which the Associate's officer signed in a moment ago."""
    return sign_in(client, associate_officer)


def row_of(associate: Associate, series: Series, number: str) -> AttachedCentre:
    return next(row for row in attached_centres(associate=associate, series=series) if row.centre.number == number)


@pytest.mark.parametrize("role", Role.values)
def test_every_member_of_the_associate_sees_it(client: Client, associate: Associate, series: Series, role: str) -> None:
    attached(associate, series, "AA001")
    user = builders.make_officer(associate=associate)
    Membership.objects.update(role=role)

    assert "AA001" in room(sign_in(client, user))


def test_centres_come_before_the_totals(member: Client, associate: Associate, series: Series) -> None:
    attached(associate, series, "AA001")

    page = member.get(ROOM).content.decode()

    assert page.index("AA001") < page.index('id="totals"')


def test_nobody_else_learns_that_it_exists(client: Client, associate: Associate, series: Series, staff: User) -> None:
    centre = attached(associate, series, "AA001")
    other = builders.make_associate("OTHER", "Other Partnership")
    users = [builders.make_officer(centre), builders.make_officer(associate=other), staff]

    assert [sign_in(client, user).get(ROOM).status_code for user in users] == [404, 404, 404]
    client.logout()
    assert client.get(ROOM).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["/portal/associate/NOBODY/november-2026/", "/portal/associate/MERID/june-1999/", ROOM.replace("D/", "%00/")],
)
def test_an_unknown_address_is_a_404(member: Client, series: Series, address: str) -> None:
    assert member.get(address).status_code == 404


def test_a_centre_counts_who_has_access_as_everything_else_does(associate: Associate, series: Series) -> None:
    for number, status in (("AA001", Status.ALL), ("AA002", Status.SELECTED), ("AA003", Status.NONE)):
        centre = attached(associate, series, number, candidates=3, status=status)
        first, last = centre.candidates.order_by("number")[0], centre.candidates.order_by("number")[2]
        SelectedCandidate.objects.create(candidate=first, selected_by="x")
        Candidate.objects.filter(pk=last.pk).update(withdrawn=True)

    rows = attached_centres(associate=associate, series=series)

    assert [(row.people.allowed, row.people.total) for row in rows] == [(2, 2), (1, 2), (0, 2)]
    assert [row.people.allowed for row in rows] == [
        with_access(row.centre.candidates.filter(series=series)).count() for row in rows
    ]


def test_who_has_signed_in_counts_among_those_with_access(associate: Associate, series: Series) -> None:
    for number, status in (("AA001", Status.ALL), ("AA002", Status.NONE)):
        centre = attached(associate, series, number, status=status)
        give_passwords(centre)
    Credential.objects.update(first_signed_in_at=builders.in_the_past())

    totals = totals_of(attached_centres(associate=associate, series=series))

    assert (totals.candidates, totals.allowed, totals.signed_in, totals.seen) == (4, 2, 2, 0)


def test_candidates_without_a_password_have_no_letter(associate: Associate, series: Series) -> None:
    give_passwords(attached(associate, series, "AA001", status=Status.ALL))
    attached(associate, series, "AA002", status=Status.ALL)

    rows = attached_centres(associate=associate, series=series)

    assert [row.without_letters for row in rows] == [0, 2]


@pytest.mark.parametrize(
    ("state", "done", "expected"),
    [
        (State.QUEUED, 0, Letters.MAKING),
        (State.RUNNING, 0, Letters.MAKING),
        (State.FAILED, 0, Letters.FAILED),
        (State.CANCELLED, 0, Letters.STOPPED),
        (State.EXPIRED, 0, Letters.MISSING),
        (State.READY, 2, Letters.READY),
        (State.READY, 1, Letters.STALE),
    ],
)
def test_the_newest_batch_says_how_the_letters_stand(
    associate: Associate, series: Series, state: State, done: int, expected: Letters
) -> None:
    centre = attached(associate, series, "AA001", status=Status.ALL)
    give_passwords(centre)
    batch(series, centre, State.REPLACED)
    batch(series, centre, state, done=done)

    assert row_of(associate, series, "AA001").letters == expected


def test_a_password_reissued_since_makes_letters_stale(associate: Associate, series: Series) -> None:
    centre = attached(associate, series, "AA001", status=Status.ALL)
    give_passwords(centre)
    batch(series, centre, State.READY, done=2)
    Credential.objects.filter(candidate__number="0001").update(issued_at=builders.in_the_future())

    row = row_of(associate, series, "AA001")

    assert (row.letters, row.stale) == (Letters.STALE, 2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["AA001", "AA002", "AA003"]),
        ("?q=aa002", ["AA002"]),
        ("?q=school+003", ["AA003"]),
        ("?status=all", ["AA001", "AA002"]),
        ("?which=without", ["AA002"]),
        ("?which=failed", ["AA002"]),
        ("?which=not-signed-in", ["AA001", "AA002"]),
        ("?which=ready", ["AA001"]),
        ("?sort=without", ["AA002", "AA001", "AA003"]),
        ("?sort=status", ["AA003", "AA001", "AA002"]),
        ("?which=nonsense", []),
        ("?q=a&q=b", []),
        ("?q=%00", []),
        ("?page=1e400", ["AA001", "AA002", "AA003"]),
    ],
)
def test_finding_and_ordering(
    member: Client, associate: Associate, series: Series, query: str, expected: list[str]
) -> None:
    ready = attached(associate, series, "AA001", status=Status.ALL)
    give_passwords(ready)
    batch(series, ready, State.READY, done=2)
    batch(series, attached(associate, series, "AA002", status=Status.ALL), State.FAILED, reason="The disk is full.")
    attached(associate, series, "AA003")

    assert listed(member, query) == expected


def test_a_page_has_25_centres_and_the_next_keeps_the_filter(
    member: Client, associate: Associate, series: Series
) -> None:
    for number in range(30):
        attached(associate, series, f"AA{number:03}", candidates=1)

    assert [len(listed(member, query)) for query in ("", "?page=2", "?page=99")] == [25, 5, 5]
    assert 'href="?q=AA0&amp;page=2"' in member.get(f"{ROOM}?q=AA0").content.decode()


@pytest.mark.parametrize("count", [2, 30])
def test_the_number_of_queries_does_not_grow_with_the_centres(
    member: Client,
    associate: Associate,
    series: Series,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        batch(series, attached(associate, series, f"AA{number:03}", status=Status.ALL), State.RUNNING)
    room(member)

    # session, user, membership, series; settings, candidates, batches, centres; workers
    with django_assert_num_queries(9):
        room(member)


def test_the_page_asks_for_itself_while_letters_are_made(member: Client, associate: Associate, series: Series) -> None:
    centre = attached(associate, series, "AA001", status=Status.ALL)
    made = batch(series, centre, State.RUNNING, stage="letters", done=1, total=2)
    page = member.get(f"{ROOM}?q=aa").content.decode()

    assert f'hx-get="{ROOM}?q=aa&amp;page=1" hx-trigger="every 3s"' in page
    assert 'hx-select-oob="#people-AA001,#letters-AA001"' in page
    assert "Drawing letters: 1 of 2" in page
    LetterBatch.objects.filter(pk=made.pk).update(state=State.CANCELLED)
    assert 'hx-trigger="every 20s"' in member.get(ROOM).content.decode()


def test_a_detached_centre_is_gone_with_the_next_request(member: Client, associate: Associate, series: Series) -> None:
    centre = attached(associate, series, "AA001", status=Status.ALL)
    batch(series, centre, State.RUNNING)
    assert listed(member) == ["AA001"]

    Centre.objects.update(associate=None)

    assert listed(member) == []
    assert "No centre is attached" in room(member)


def test_a_centre_without_the_service_or_without_candidates_says_so(
    member: Client, associate: Associate, series: Series
) -> None:
    builders.make_centre("AA001", associate=associate)
    attached(associate, series, "AA002", status=Status.ALL)
    Centre.objects.filter(number="AA002").update(results_service=False)

    shown = room(member)

    assert "t have the service" in shown
    assert "None on file" in shown


def test_administer_exams_leads_there(client: Client, associate: Associate, series: Series) -> None:
    centre = attached(associate, series, "AA001")
    link = f'<a href="{ROOM}"'

    page_of = {
        user: sign_in(client, user).get("/portal/").content.decode()
        for user in (builders.make_officer(associate=associate), builders.make_officer(centre))
    }

    assert [link in page for page in page_of.values()] == [True, False]
