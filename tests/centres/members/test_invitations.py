"""People are invited by e-mail: a link that works once, for seven days, and that nothing but a POST consumes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from centres import emails
from centres.members import invitations
from centres.members.invitations import LinkUsedUp, TooManyInvitations, accept, invite, open_invitations, revoke
from centres.models import Centre, Invitation, Membership, Role, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.people import link_in, make_head, make_member, text_of, words
from tests.support.signed_in import browser_of

PAGE = "/portal/PK123/members/"
NEW = "new@pk123.example"
FORM = {"email": NEW, "role": "exams_officer"}
ACCOUNT = {"name": "Amira Haddad", "password1": builders.PASSWORD, "password2": builders.PASSWORD}
USED_UP = "This link is used up"


@pytest.fixture
def head(centre: Centre) -> User:
    return make_head(centre)


@pytest.fixture
def browser(head: User) -> Client:
    return browser_of(head)


@pytest.fixture
def link(browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> str:
    """The path in the e-mail that an invitation sent."""
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}invite/", FORM)
    return link_in(mail.outbox[-1])


def token_in(link: str) -> str:
    return link.split("/")[3]


def is_used_up(client: Client, link: str) -> bool:
    response = client.get(link)
    return response.status_code == 404 and USED_UP in response.content.decode()


def test_an_invitation_is_sent_listed_and_recorded(browser: Client, link: str) -> None:
    message = mail.outbox[-1]
    assert (message.to, message.subject) == (
        [NEW],
        "Candidate Results Service: You are invited to act for PK123",
    )
    assert "Dr Nadia Qureshi invites you to act for PK123 Ravi Grammar School" in text_of(message)
    listed = words(browser.get(PAGE).content.decode())
    assert f"{NEW} Exams officer Until" in listed
    entry = AuditEntry.objects.get(action="invite member")
    assert (entry.actor, entry.centre_number, entry.target, entry.details) == (
        "head@pk123.example",
        "PK123",
        NEW,
        {"role": "exams_officer", "replaces an earlier one": False},
    )


def test_only_a_digest_of_the_link_is_kept(link: str) -> None:
    invitation = Invitation.objects.get()
    token = token_in(link)

    kept = " ".join(str(value) for value in Invitation.objects.values_list().get())
    trail = " ".join(str(row) for row in AuditEntry.objects.values_list())
    assert (token in kept, token in trail, re.fullmatch("[0-9a-f]{64}", invitation.digest) is None) == (
        False,
        False,
        False,
    )


def test_it_lasts_seven_days(link: str) -> None:
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.invited_at < timedelta(days=7, minutes=1)

    Invitation.objects.update(expires_at=timezone.now())

    assert is_used_up(Client(), link)


def test_an_invited_person_makes_an_account_and_acts_for_the_centre(client: Client, link: str) -> None:
    page = words(client.get(link).content.decode())
    assert "You are invited to act for Ravi Grammar School" in page
    assert "Your role Exams officer You sign in with new@pk123.example Invited by Dr Nadia Qureshi" in page

    response = client.post(link, ACCOUNT, follow=True)

    assert "Your account is ready. Sign in with it." in response.content.decode()
    membership = Membership.objects.get(user__email=NEW)
    assert (membership.centre, membership.role, membership.user.name) == (
        Centre.objects.get(number="PK123"),
        Role.EXAMS_OFFICER,
        "Amira Haddad",
    )
    signed_in = client.post("/portal/accounts/login/", {"login": NEW, "password": builders.PASSWORD})
    assert signed_in.headers["Location"] == "/portal/"
    entry = AuditEntry.objects.get(action="accept invitation")
    assert (entry.actor, entry.actor_kind, entry.centre_number, entry.details) == (
        NEW,
        "officer",
        "PK123",
        {
            "role": "exams_officer",
            "for": "PK123 Ravi Grammar School",
            "account made": True,
            "invited by": "head@pk123.example",
        },
    )


def test_the_centres_other_heads_are_told_who_joined(
    client: Client, link: str, centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_head(centre, "second@pk123.example")
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(link, ACCOUNT)

    assert sorted(message.to[0] for message in mail.outbox) == ["head@pk123.example", "second@pk123.example"]
    assert "new@pk123.example acts for PK123 Ravi Grammar School from now on, as Exams officer" in text_of(
        mail.outbox[0]
    )


def test_opening_the_link_changes_nothing_however_often(client: Client, link: str) -> None:
    pages = [client.get(link).status_code for _ in range(3)] + [client.head(link).status_code]

    assert pages == [200] * 4
    assert (User.objects.filter(email=NEW).count(), Invitation.objects.get().accepted_at) == (0, None)


def test_it_works_once(client: Client, link: str) -> None:
    client.post(link, ACCOUNT)

    assert is_used_up(Client(), link)
    assert Client().post(link, ACCOUNT | {"name": "Somebody else"}).status_code == 404
    assert User.objects.get(email=NEW).name == "Amira Haddad"


def test_somebody_with_an_account_signs_in_and_accepts_with_it(client: Client, link: str) -> None:
    builders.make_user(NEW)
    page = client.get(link).content.decode()
    assert "There is an account for new@pk123.example already. Sign in with it to accept." in words(page)

    sign_in = {"login": NEW, "password": builders.PASSWORD, "next": link}
    assert client.post("/portal/accounts/login/", sign_in).headers["Location"] == link
    assert "password1" not in client.get(link).content.decode()
    response = client.post(link, follow=True)

    assert "You act for PK123 Ravi Grammar School now, as Exams officer." in response.content.decode()
    assert Membership.objects.get(user__email=NEW).role == Role.EXAMS_OFFICER


def test_whoever_has_the_link_of_somebody_with_an_account_gets_nothing_without_signing_in(
    client: Client, link: str
) -> None:
    builders.make_user(NEW)

    response = client.post(link, ACCOUNT | {"password1": "another long password", "password2": "another long password"})

    assert (response.status_code, Membership.objects.filter(user__email=NEW).count()) == (403, 0)
    assert User.objects.get(email=NEW).check_password(builders.PASSWORD)


def test_it_is_not_for_somebody_else_who_is_signed_in(link: str, other_officer: User) -> None:
    browser = browser_of(other_officer)
    page = words(browser.get(link).content.decode())
    assert "This invitation is for new@pk123.example. You are signed in as officer@ae310.example." in page

    assert browser.post(link, ACCOUNT).status_code == 403
    assert other_officer.memberships.filter(centre__number="PK123").count() == 0


@pytest.mark.parametrize("token", ["x", "A" * 43, "%ED%A0%80", "x" * 3000])
def test_a_wrong_link_gets_a_kind_page(client: Client, db: None, token: str) -> None:
    assert is_used_up(client, f"/portal/invitations/{token}/")


def test_a_revoked_invitation_is_dead(browser: Client, link: str) -> None:
    key = Invitation.objects.get().pk
    response = browser.post(f"{PAGE}invitations/{key}/revoke/", follow=True)

    assert f"The invitation of {NEW} is revoked." in response.content.decode()
    assert is_used_up(Client(), link)
    entry = AuditEntry.objects.get(action="revoke invitation")
    assert (entry.centre_number, entry.target) == ("PK123", NEW)


def test_revoking_what_was_accepted_leaves_the_member(browser: Client, link: str) -> None:
    Client().post(link, ACCOUNT)
    response = browser.post(f"{PAGE}invitations/{Invitation.objects.get().pk}/revoke/", follow=True)

    assert "had ended already" in response.content.decode()
    assert Membership.objects.filter(user__email=NEW).count() == 1


def test_another_centres_invitation_is_not_there(link: str, other_centre: Centre) -> None:
    stranger = browser_of(make_head(other_centre, "head@ae310.example"))
    key = Invitation.objects.get().pk

    statuses = [stranger.post(f"/portal/{n}/members/invitations/{key}/revoke/").status_code for n in ("AE310", "PK123")]

    assert statuses == [404, 404]
    assert not is_used_up(Client(), link)


def test_inviting_again_ends_the_earlier_link(
    browser: Client, link: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}invite/", FORM | {"role": "head"})

    assert is_used_up(Client(), link)
    assert not is_used_up(Client(), link_in(mail.outbox[-1]))


def test_capitals_in_the_address_make_no_difference(browser: Client, link: str) -> None:
    browser.post(f"{PAGE}invite/", FORM | {"email": "NEW@PK123.example"})

    assert open_invitations(Centre.objects.get(number="PK123")).count() == 1


def test_a_link_dies_with_its_senders_right_to_invite(head: User, link: str) -> None:
    head.memberships.all().delete()

    assert is_used_up(Client(), link)


def test_a_member_is_not_invited_again(browser: Client, officer: User) -> None:
    response = browser.post(f"{PAGE}invite/", FORM | {"email": officer.email})

    assert "officer@pk123.example acts for your centre already, as Exams officer." in response.content.decode()
    assert Invitation.objects.count() == 0


def test_whoever_became_a_member_meanwhile_is_told_so(client: Client, link: str, centre: Centre) -> None:
    user = make_member(NEW, Role.HEAD, centre=centre).user

    response = browser_of(user).post(link, follow=True)

    assert "acts for PK123 Ravi Grammar School already, as Head of centre." in response.content.decode()


def test_so_many_open_invitations_are_refused(
    browser: Client, head: User, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 1)
    invite(centre=centre, email="first@pk123.example", role=Role.HEAD, by=head)

    response = browser.post(f"{PAGE}invite/", FORM)

    assert "1 invitations wait for an answer. Revoke those that you don" in response.content.decode()


def test_inviting_takes_the_permission_at_that_moment(centre: Centre, officer: User) -> None:
    with pytest.raises(PermissionDenied):
        invite(centre=centre, email=NEW, role=Role.HEAD, by=officer)


def test_inviting_wants_fresh_proof(client: Client, head: User) -> None:
    client.force_login(head)

    statuses = [client.get(f"{PAGE}invite/").status_code, client.post(f"{PAGE}invite/", FORM).status_code]

    assert (statuses, Invitation.objects.count()) == ([302, 302], 0)


BODIES = [
    "email=a%40x.example&email=b%40x.example&role=head",
    "email=a%40x.example&role=head&role=results_viewer",
    "email=a%40x.example",
    "email=&role=head",
    "email=nobody&role=head",
    "email=a%00%40x.example&role=head",
    "email=a%40x.example%0ABcc:b%40x.example&role=head",
    "email=a%40x.example&role=superuser",
    "email=" + "a" * 1_000_000 + "%40x.example&role=head",
]


@pytest.mark.parametrize("body", BODIES)
def test_odd_invitations_are_refused(browser: Client, body: str) -> None:
    response = browser.post(f"{PAGE}invite/", body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, Invitation.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Type your name, as colleagues know you."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password1": NEW, "password2": NEW}, "The password is too similar to the email address."),
        ({"password2": "something else entirely"}, "The two passwords differ. Type the same one twice."),
        ({"name": "Amira\u202e"}, "Leave out line breaks and characters that can"),
    ],
)
def test_a_poor_account_is_refused_and_the_link_stays(
    client: Client, link: str, change: dict[str, str], says: str
) -> None:
    response = client.post(link, ACCOUNT | change)

    assert says in response.content.decode()
    assert (User.objects.filter(email=NEW).count(), is_used_up(client, link)) == (0, False)


def test_extra_fields_make_nobody_more_than_invited(client: Client, link: str) -> None:
    client.post(link, ACCOUNT | {"role": "head", "email": "x@x.example", "is_staff": "on", "is_superuser": "on"})

    user = User.objects.get(email=NEW)
    assert (user.is_staff, user.is_superuser, user.memberships.get().role) == (False, False, Role.EXAMS_OFFICER)


def test_an_email_that_is_not_sent_shows_on_the_page(
    browser: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError("no mail server for new@pk123.example")

    monkeypatch.setattr(emails, "send_mail", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}invite/", FORM)

    assert "Not sent yet" in browser.get(PAGE).content.decode()
    assert "an e-mail (invitation) was not sent" in caplog.text
    assert NEW not in caplog.text


def test_accepting_twice_at_once_counts_once(link: str) -> None:
    """The second of two requests that both found the invitation open finds it used when its turn comes."""
    accept(token=token_in(link), by=None, name="Amira", password=builders.PASSWORD)

    with pytest.raises(LinkUsedUp):
        accept(token=token_in(link), by=None, name="Amira", password=builders.PASSWORD)


@pytest.mark.parametrize("required", [False, True])
def test_a_second_factor_that_is_missing_does_not_stand_in_the_way(
    link: str, settings: Settings, required: bool
) -> None:
    settings.REQUIRE_TWO_FACTOR = required

    assert browser_of(builders.make_user(NEW)).get(link).status_code == 200


def test_one_person_is_not_written_to_again_and_again(head: User, centre: Centre) -> None:
    for _ in range(invitations.MOST_A_DAY_TO_ONE):
        invite(centre=centre, email="new@pk123.example", role=Role.HEAD, by=head)

    with pytest.raises(TooManyInvitations, match="was invited 5 times within a day"):
        invite(centre=centre, email="new@pk123.example", role=Role.HEAD, by=head)
    assert [each.email for each in open_invitations(centre)] == ["new@pk123.example"]


def test_revoking_makes_no_room_for_more_emails_on_one_day(
    head: User, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 3)
    for number in range(3):
        invitation = invite(centre=centre, email=f"new{number}@pk123.example", role=Role.HEAD, by=head)
        revoke(centre=centre, invitation=invitation, by=head)

    with pytest.raises(TooManyInvitations, match="3 invitations within a day"):
        invite(centre=centre, email="another@pk123.example", role=Role.HEAD, by=head)

    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1))
    assert invite(centre=centre, email="another@pk123.example", role=Role.HEAD, by=head)
