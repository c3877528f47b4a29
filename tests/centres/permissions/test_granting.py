"""Power doesn't grow by itself: on an Associate's word nobody gives more than they have, or for longer."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from centres.members import change
from centres.members.add import add_member
from centres.members.change import change_role, remove_outdated
from centres.members.invitations import ActsAlready, BeyondOwnRights, LinkUsedUp, accept, invite
from centres.models import Associate, Centre, Membership, Role, User
from centres.permissions import permissions_at, permissions_for
from centres.permissions.tenancy import centres_of
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.people import link_in, make_head, make_member, words
from tests.support.signed_in import browser_of

INVITE = "/portal/AE310/members/invite/"
NEW = {"name": "Amira Haddad", "password1": "cobalt teapot willow", "password2": "cobalt teapot willow"}


@pytest.fixture
def head(associate: Associate) -> User:
    """Head of the Associate that AE310 is attached to; nobody's member at AE310 itself."""
    return make_member("head@merid.example", Role.HEAD, associate=associate).user


def invited(browser: Client, email: str, role: str) -> str:
    return words(browser.post(INVITE, {"email": email, "role": role}, follow=True).content.decode())


def joined(
    head: User, callbacks: DjangoCaptureOnCommitCallbacks, *, email: str = "new@ae310.example", role: str = Role.HEAD
) -> User:
    """Somebody whom the Associate's head invited, and who accepted."""
    with callbacks(execute=True):
        browser_of(head).post(INVITE, {"email": email, "role": role})
    Client().post(link_in(mail.outbox[0]), NEW)
    return User.objects.get(email=email)


def test_an_associates_head_cannot_make_anybody_exams_officer(head: User, other_centre: Centre) -> None:
    """The head can't download letters; whoever they invite as exams officer could, and might be themselves."""
    assert "Choose one of these roles." in invited(browser_of(head), "second@head.example", Role.EXAMS_OFFICER)

    with pytest.raises(BeyondOwnRights, match="can't give the role Exams officer"):
        invite(centre=other_centre, email="second@head.example", role=Role.EXAMS_OFFICER, by=head)
    assert other_centre.invitations.count() == 0


@pytest.mark.parametrize("role", [Role.EXAMS_OFFICER, Role.HEAD, Role.RESULTS_VIEWER])
def test_an_associates_head_cannot_invite_themselves(head: User, other_centre: Centre, role: Role) -> None:
    invited(browser_of(head), head.email, role)

    assert other_centre.invitations.count() == 0
    with pytest.raises(ActsAlready, match="The board says"):
        invite(centre=other_centre, email=head.email, role=Role.HEAD, by=head)


def test_an_associates_head_cannot_raise_the_associates_own_people(head: User, other_centre: Centre) -> None:
    viewer = make_member("viewer@merid.example", Role.RESULTS_VIEWER, associate=other_centre.associate).user

    assert "The board says what its people may do at your centres." in invited(browser_of(head), viewer.email, "head")
    assert other_centre.invitations.count() == 0


def test_a_link_is_dead_once_the_invited_person_joins_the_associate(
    head: User,
    other_centre: Centre,
    associate: Associate,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite(centre=other_centre, email="new@ae310.example", role=Role.HEAD, by=head)
    joiner = add_member(
        email="new@ae310.example", place=associate, role="results_viewer", by=Command("test")
    ).membership

    with pytest.raises(LinkUsedUp):
        accept(token=link_in(mail.outbox[0]).split("/")[-2], by=joiner.user)


def test_what_an_associates_head_gave_ends_with_the_attachment(
    head: User, other_centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = joined(head, django_capture_on_commit_callbacks)
    assert list(centres_of(user)) == [other_centre]

    other_centre.associate = None
    other_centre.save()

    assert list(centres_of(user)) == []
    assert permissions_for(user, other_centre) == permissions_at(user, [other_centre])[other_centre.pk] == frozenset()
    assert browser_of(user).get("/portal/AE310/members/").status_code == 404
    own_head = make_head(other_centre, "own@ae310.example")
    assert user.email not in browser_of(own_head).get("/portal/AE310/members/").content.decode()


def test_and_so_does_what_those_gave_in_turn(
    head: User, other_centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    second = joined(head, django_capture_on_commit_callbacks)
    mail.outbox.clear()
    third = joined(second, django_capture_on_commit_callbacks, email="third@ae310.example", role=Role.RESULTS_VIEWER)

    Centre.objects.update(associate=None)

    assert not centres_of(third).exists()


def test_after_the_detachment_the_centres_head_may_invite_the_person_themselves(
    head: User, other_centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = joined(head, django_capture_on_commit_callbacks)
    Centre.objects.update(associate=None)
    other_centre.refresh_from_db()

    add_member(email=user.email, place=other_centre, role=Role.EXAMS_OFFICER, by=Command("test"))

    assert [each.role for each in user.memberships.all()] == [Role.EXAMS_OFFICER]
    assert list(centres_of(user)) == [other_centre]


def test_detaching_in_the_admin_ends_such_memberships_for_good_and_says_so(
    staff: User, head: User, other_centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = joined(head, django_capture_on_commit_callbacks)
    form = {"number": "AE310", "name": "Gulf", "country": "UAE", "time_zone": "Asia/Dubai", "associate": ""}
    browser_of(staff).post(f"/admin/centres/centre/{other_centre.pk}/change/", form)

    assert not user.memberships.exists()
    entry = AuditEntry.objects.get(action="remove member")
    assert (entry.centre_number, entry.target) == ("AE310", user.email)
    assert "attached no longer to" in str(entry.details)


def test_memberships_of_the_centres_own_stay_when_it_is_detached(other_centre: Centre, other_officer: User) -> None:
    Centre.objects.update(associate=None)

    assert remove_outdated(by=Command("test")) == 0
    assert list(centres_of(other_officer)) == [other_centre]


@pytest.mark.parametrize("role", [Role.HEAD, Role.EXAMS_OFFICER])
def test_an_associates_head_raises_no_member_of_the_centres_own(head: User, other_centre: Centre, role: Role) -> None:
    viewer = make_member("viewer@ae310.example", Role.RESULTS_VIEWER, centre=other_centre)

    browser_of(head).post(f"/portal/AE310/members/{viewer.pk}/role/", {"role": role})

    viewer.refresh_from_db()
    assert viewer.role == Role.RESULTS_VIEWER
    with pytest.raises(change.BeyondOwnRights):
        change_role(centre=other_centre, member=viewer, role=role, by=head)


def test_an_associates_head_may_lower_and_remove(head: User, other_centre: Centre, other_officer: User) -> None:
    membership = other_officer.memberships.get()

    change_role(centre=other_centre, member=membership, role=Role.RESULTS_VIEWER, by=head)
    membership.refresh_from_db()
    assert membership.role == Role.RESULTS_VIEWER

    browser_of(head).post(f"/portal/AE310/members/{membership.pk}/remove/")
    assert not Membership.objects.filter(pk=membership.pk).exists()


def test_a_head_of_the_centre_gives_every_role(centre: Centre) -> None:
    page = words(browser_of(make_head(centre)).get("/portal/PK123/members/invite/").content.decode())

    assert [label for label in ("Exams officer:", "Access viewer:", "Head of centre:") if label in page] == [
        "Exams officer:",
        "Access viewer:",
        "Head of centre:",
    ]


def test_the_centres_own_head_makes_last_what_an_associates_head_gave(
    head: User, other_centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = joined(head, django_capture_on_commit_callbacks)
    own = make_head(other_centre, "own@ae310.example")

    change_role(centre=other_centre, member=user.memberships.get(), role=Role.EXAMS_OFFICER, by=own)
    Centre.objects.update(associate=None)

    assert list(centres_of(user)) == [other_centre]


def test_a_user_of_no_centre_stays_so(centre: Centre) -> None:
    assert not centres_of(builders.make_user("nobody@x.example")).exists()
