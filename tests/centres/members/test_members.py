"""Heads of centre look after who acts for their centre: they see, change and remove members, and all of it is told."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from centres.members.change import NotAMember, change_role, remove_member
from centres.members.invitations import invite, open_invitations
from centres.models import Associate, Centre, Membership, Role, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.people import make_head, make_member, text_of, words
from tests.support.signed_in import browser_of

PAGE = "/portal/PK123/members/"


@pytest.fixture
def head(centre: Centre) -> User:
    return make_head(centre)


@pytest.fixture
def browser(head: User) -> Client:
    return browser_of(head)


@pytest.fixture
def member(officer: User) -> Membership:
    """The exams officer of the head's centre."""
    return officer.memberships.get()


def memberships() -> list[Any]:
    return list(Membership.objects.order_by("pk").values())


def page(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return words(response.content.decode())


def test_the_page_lists_members_with_their_roles(browser: Client, member: Membership) -> None:
    text = page(browser)

    assert "officer@pk123.example Exams officer Never Change role · Remove" in text
    assert "Dr Nadia Qureshi head@pk123.example Head of centre" in text


def test_nobody_is_offered_a_change_of_themselves(browser: Client, head: User) -> None:
    html = browser.get(PAGE).content.decode()

    assert "This is you. Another head, or the board, can change it." in words(html)
    assert f"/members/{head.memberships.get().pk}/" not in html


def test_a_closed_account_is_called_so(browser: Client, member: Membership) -> None:
    User.objects.filter(pk=member.user_id).update(is_active=False)

    assert "Account closed" in page(browser)


def test_the_associates_people_are_shown_and_cannot_be_changed(
    browser: Client, centre: Centre, associate: Associate
) -> None:
    Centre.objects.filter(pk=centre.pk).update(associate=associate)
    theirs = make_member("officer@merid.example", Role.EXAMS_OFFICER, associate=associate)

    assert "The Associate also acts" in page(browser)
    assert "officer@merid.example (Exams officer)" in page(browser)
    assert browser.post(f"{PAGE}{theirs.pk}/remove/").status_code == 404


def test_without_an_associate_there_is_no_word_of_one(browser: Client) -> None:
    assert "Associate" not in page(browser)


def test_an_attached_centres_people_read_that_the_associate_also_acts(
    client: Client, other_officer: User, other_centre: Centre
) -> None:
    builders.make_candidate(builders.make_series(), other_centre)
    client.force_login(other_officer)

    text = words(client.get("/portal/AE310/november-2026/").content.decode())

    assert "Meridian Schools Partnership, the Associate of your centre, also acts for it." in text


@pytest.mark.parametrize("role", list(Role))
def test_administer_exams_leads_those_who_may_to_members_and_trail(centre: Centre, role: Role) -> None:
    html = browser_of(make_member("x@pk123.example", role, centre=centre).user).get("/portal/").content.decode()

    offered = [name for name in ("members", "audit") if f'href="/portal/PK123/{name}/"' in html]
    assert offered == (["members", "audit"] if role == Role.HEAD else [])


def test_an_associates_head_looks_after_attached_centres_alone(
    associate: Associate, other_centre: Centre, centre: Centre
) -> None:
    browser = browser_of(make_member("head@merid.example", Role.HEAD, associate=associate).user)

    html = browser.get("/portal/").content.decode()

    assert 'href="/portal/AE310/members/"' in html
    assert [browser.get(f"/portal/{number}/members/").status_code for number in ("AE310", "PK123")] == [200, 404]


def pages_of(centre: Centre, method: str) -> list[str]:
    """Every address of the members' pages that knows the method, for one member and one invitation of `centre`."""
    head = User.objects.get(email="head@pk123.example")
    key = make_member("viewer@pk123.example", Role.RESULTS_VIEWER, centre=centre).pk
    waiting = invite(centre=centre, email="new@pk123.example", role=Role.HEAD, by=head)
    own = PAGE if method == "get" else f"{PAGE}invitations/{waiting.pk}/revoke/"
    return [own, f"{PAGE}invite/", f"{PAGE}{key}/role/", f"{PAGE}{key}/remove/"]


FORM = {"email": "new@x.example", "role": "head"}


@pytest.mark.parametrize(("role", "method"), list(product([Role.EXAMS_OFFICER, Role.RESULTS_VIEWER], ["get", "post"])))
def test_other_roles_are_refused_and_change_nothing(head: User, centre: Centre, role: Role, method: str) -> None:
    user = make_member("other@pk123.example", role, centre=centre).user
    addresses = pages_of(centre, method)
    before = memberships()

    statuses = {getattr(browser_of(user), method)(page, FORM).status_code for page in addresses}

    assert (statuses, memberships()) == ({403}, before)


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_centre_is_not_there(head: User, centre: Centre, other_centre: Centre, method: str) -> None:
    stranger = make_head(other_centre, "head@ae310.example")
    addresses = pages_of(centre, method)
    before = memberships()

    statuses = {getattr(browser_of(stranger), method)(page, FORM).status_code for page in addresses}

    assert (statuses, memberships()) == ({404}, before)


@pytest.mark.parametrize("deed", ["role", "remove"])
def test_another_centres_member_is_not_there_under_ones_own_centre(
    browser: Client, other_officer: User, deed: str
) -> None:
    key = other_officer.memberships.get().pk

    assert browser.post(f"{PAGE}{key}/{deed}/", {"role": "head"}).status_code == 404


def test_staff_are_no_members_by_being_staff(staff: User, centre: Centre) -> None:
    assert browser_of(staff).get(PAGE).status_code == 404


def test_a_role_is_changed_told_and_recorded(
    browser: Client, member: Membership, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(f"{PAGE}{member.pk}/role/", {"role": "results_viewer"}, follow=True)

    assert "officer@pk123.example is Access viewer now." in words(response.content.decode())
    member.refresh_from_db()
    assert member.role == Role.RESULTS_VIEWER
    entry = AuditEntry.objects.get(action="change member's role")
    assert (entry.actor, entry.centre_number, entry.target, entry.details) == (
        "head@pk123.example",
        "PK123",
        "officer@pk123.example",
        {"before": {"role": "exams_officer"}, "after": {"role": "results_viewer"}},
    )
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["officer@pk123.example"], "Candidate Results Service: Your role at PK123 Ravi Grammar School changed")
    ]
    assert "you are Access viewer now. You were Exams officer." in text_of(mail.outbox[0])


def test_the_same_role_again_changes_and_tells_nothing(
    browser: Client, member: Membership, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}{member.pk}/role/", {"role": "exams_officer"})

    assert (AuditEntry.objects.filter(action="change member's role").count(), mail.outbox) == (0, [])


def test_the_new_role_counts_on_the_next_request(browser: Client, member: Membership) -> None:
    builders.make_candidate(builders.make_series(), member.centre or builders.make_centre())
    officers = browser_of(member.user)
    assert officers.get("/portal/PK123/november-2026/status/").status_code == 200

    browser.post(f"{PAGE}{member.pk}/role/", {"role": "results_viewer"})

    assert officers.get("/portal/PK123/november-2026/status/").status_code == 403


def test_a_removed_member_is_shut_out_on_the_next_request(
    browser: Client, member: Membership, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    builders.make_candidate(builders.make_series(), member.centre or builders.make_centre())
    officers = browser_of(member.user)
    assert officers.get("/portal/PK123/november-2026/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}{member.pk}/remove/")

    assert officers.get("/portal/PK123/november-2026/").status_code == 404
    entry = AuditEntry.objects.get(action="remove member")
    assert (entry.centre_number, entry.target, entry.details) == (
        "PK123",
        "officer@pk123.example",
        {"before": {"role": "exams_officer"}, "after": {"role": None}},
    )
    assert [message.to for message in mail.outbox] == [["officer@pk123.example"]]
    assert "head@pk123.example removed you" in text_of(mail.outbox[0])


def test_the_account_of_a_removed_member_stays(browser: Client, member: Membership) -> None:
    browser.post(f"{PAGE}{member.pk}/remove/")

    assert User.objects.get(email="officer@pk123.example").is_active


def test_opening_a_page_changes_nothing(browser: Client, member: Membership) -> None:
    before = memberships()
    addresses = [PAGE, f"{PAGE}invite/", f"{PAGE}{member.pk}/role/", f"{PAGE}{member.pk}/remove/"]

    assert [browser.get(address).status_code for address in addresses] == [200] * 4
    assert (memberships(), AuditEntry.objects.exclude(action="sign in").count()) == (before, 0)


def test_revoking_takes_a_post(browser: Client, head: User, centre: Centre) -> None:
    waiting = invite(centre=centre, email="new@pk123.example", role=Role.HEAD, by=head)

    assert browser.get(f"{PAGE}invitations/{waiting.pk}/revoke/").status_code == 405


@pytest.mark.parametrize("deed", ["role", "remove"])
def test_nobody_changes_themselves(browser: Client, head: User, deed: str) -> None:
    key = head.memberships.get().pk
    response = browser.post(f"{PAGE}{key}/{deed}/", {"role": "exams_officer"}, follow=True)

    assert "You can&#x27;t change your own membership. Ask another head of centre, or the board." in words(
        response.content.decode()
    )
    assert head.memberships.get().role == Role.HEAD


def test_whoever_was_removed_a_moment_ago_changes_nobody(head: User, centre: Centre, member: Membership) -> None:
    head.memberships.all().delete()

    with pytest.raises(PermissionDenied):
        remove_member(centre=centre, member=member, by=head)

    assert Membership.objects.filter(pk=member.pk).exists()


def test_a_member_who_was_removed_a_moment_ago_cannot_be_changed(
    head: User, centre: Centre, member: Membership
) -> None:
    Membership.objects.filter(pk=member.pk).delete()

    with pytest.raises(NotAMember, match="doesn't act for the centre any more"):
        change_role(centre=centre, member=member, role=Role.HEAD, by=head)


def test_with_a_head_their_open_invitations_go(head: User, centre: Centre) -> None:
    second = make_head(centre, "second@pk123.example")
    invite(centre=centre, email="new@pk123.example", role=Role.EXAMS_OFFICER, by=second)

    remove_member(centre=centre, member=second.memberships.get(), by=head)

    assert open_invitations(centre).count() == 0
    assert AuditEntry.objects.get(action="remove member").details["invitations revoked"] == 1


@pytest.mark.parametrize(
    "body", ["role=head&role=results_viewer", "role=", "", "role=owner", "role=%00", "role=" + "x" * 100_000]
)
def test_odd_roles_are_refused(browser: Client, member: Membership, body: str) -> None:
    response = browser.post(f"{PAGE}{member.pk}/role/", body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, Membership.objects.get(pk=member.pk).role) == (200, Role.EXAMS_OFFICER)


def test_extra_fields_change_nothing(browser: Client, member: Membership, other_centre: Centre) -> None:
    extra = {"role": "head", "user": "1", "centre": other_centre.pk, "is_staff": "on", "associate": "1"}
    browser.post(f"{PAGE}{member.pk}/role/", extra)

    known = Membership.objects.get(pk=member.pk)
    assert (known.centre_id, known.user_id, known.role, known.user.is_staff) == (
        member.centre_id,
        member.user_id,
        Role.HEAD,
        False,
    )


@pytest.mark.parametrize("key", ["0", "999999999", "9" * 40])
def test_unknown_members_are_not_there(browser: Client, key: str) -> None:
    assert browser.get(f"{PAGE}{key}/role/").status_code == 404


@pytest.mark.parametrize("deed", ["role", "remove"])
def test_changes_want_fresh_proof(head: User, member: Membership, client: Client, deed: str) -> None:
    client.force_login(head)
    before = memberships()

    response = client.post(f"{PAGE}{member.pk}/{deed}/", {"role": "head"})

    assert response.headers["Location"].startswith(f"{reverse('account_reauthenticate')}?next=")
    assert memberships() == before


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_members(
    browser: Client, head: User, centre: Centre, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_member(f"m{number}@pk123.example", Role.RESULTS_VIEWER, centre=centre)
        invite(centre=centre, email=f"new{number}@pk123.example", role=Role.HEAD, by=head)
    page(browser)

    with django_assert_num_queries(7):  # session, user, centre, roles, members, invitations, whether there are centres
        page(browser)


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks")
@pytest.mark.django_db(transaction=True)
def test_of_two_heads_who_remove_each_other_at_once_one_stays(head: User, centre: Centre) -> None:
    second = make_head(centre, "second@pk123.example")
    pairs = [(head, second), (second, head)]
    together = Barrier(len(pairs))

    def remove(by: User, whom: User) -> bool:
        member = whom.memberships.get()
        together.wait()
        try:
            remove_member(centre=centre, member=member, by=by)
        except PermissionDenied:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(pairs)) as threads:
        done = list(threads.map(lambda pair: remove(*pair), pairs))

    assert (sorted(done), centre.memberships.count()) == ([False, True], 1)
