"""Removing a member, changing a role and inviting say what they do before they are confirmed, and do nothing yet."""

import pytest
from django.test import Client

from centres.members.invitations import invite
from centres.models import Associate, Centre, Invitation, Membership, Role, User
from centres.permissions import Permission
from results_portal.models import AuditEntry
from tests.support.people import make_head, make_member, words
from tests.support.signed_in import browser_of

PAGE = "/portal/PK123/members/"


@pytest.fixture
def head(centre: Centre) -> User:
    return make_head(centre)


@pytest.fixture
def browser(head: User) -> Client:
    return browser_of(head)


def shown(client: Client, address: str) -> str:
    """The page, which changed nothing."""
    before = list(Membership.objects.order_by("pk").values()), Invitation.objects.count(), AuditEntry.objects.count()
    response = client.get(address)
    assert response.status_code == 200
    after = list(Membership.objects.order_by("pk").values()), Invitation.objects.count(), AuditEntry.objects.count()
    assert after == before
    return words(response.content.decode())


def removal(client: Client, user: User) -> str:
    return shown(client, f"{PAGE}{user.memberships.get().pk}/remove/")


def role_page(client: Client, user: User) -> str:
    return shown(client, f"{PAGE}{user.memberships.get().pk}/role/")


def test_removing_says_what_the_person_can_no_longer_do_and_who_is_told(browser: Client, officer: User) -> None:
    page = removal(browser, officer)

    assert "What will change" in page
    assert "With the next click they see nothing of your centre any more." in page
    assert Permission.CHANGE_ACCESS.value in page
    assert "An e-mail to officer@pk123.example says so." in page
    assert "What they did for the centre stays" in page


def test_the_last_officer_is_called_so_and_another_is_not(browser: Client, centre: Centre, officer: User) -> None:
    warning = "Your centre has no other exams officer."
    assert warning in removal(browser, officer)
    assert warning in role_page(browser, officer)

    make_member("second@pk123.example", Role.EXAMS_OFFICER, centre=centre)

    assert warning not in removal(browser, officer)
    assert warning not in role_page(browser, officer)


def test_the_invitations_that_end_with_a_head_are_named(browser: Client, centre: Centre) -> None:
    second = make_head(centre, "second@pk123.example")
    invite(centre=centre, email="new@pk123.example", role=Role.EXAMS_OFFICER, by=second)

    for page in (removal(browser, second), role_page(browser, second)):
        assert "new@pk123.example" in page
        assert "revoked" in page
    assert "1 other head of centre stays." in removal(browser, second)


def test_whoever_acts_through_the_associate_goes_on_doing_so(
    browser: Client, centre: Centre, associate: Associate, officer: User
) -> None:
    Centre.objects.filter(pk=centre.pk).update(associate=associate)
    Membership.objects.create(user=officer, associate=associate, role=Role.EXAMS_OFFICER)

    page = shown(browser, f"{PAGE}{officer.memberships.get(centre=centre).pk}/remove/")

    assert f"They still act for your centre through {associate.name}" in page
    assert "see nothing of your centre" not in page


def test_changing_a_role_says_what_each_role_may_and_when_it_counts(browser: Client, officer: User) -> None:
    page = role_page(browser, officer)

    assert "What will change" in page
    assert "The new role counts from their next click on." in page
    assert "An e-mail to officer@pk123.example says so." in page
    for role in Role:
        assert role.label in page


def test_inviting_says_who_comes_in_for_how_long_and_who_is_told(browser: Client, head: User) -> None:
    page = shown(browser, f"{PAGE}invite/")

    assert "What will change" in page
    assert "a link that works once, for 7 days" in page
    assert "acts for PK123" in page
    assert head.get_full_name() in page
