"""Adding somebody who acts for a centre or an Associate."""

import pytest

from centres.members.add import (
    AccountClosed,
    AlreadyMember,
    CannotAddMember,
    NotAnAddress,
    PasswordTooWeak,
    UnknownPlace,
    add_member,
    place_named,
)
from centres.models import Associate, Centre, Membership, Role, User
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders

BY = Command("create_officer")


def test_a_new_person_gets_an_account_and_acts_for_the_centre(centre: Centre) -> None:
    added = add_member(email="New@School.Example", place=centre, name="Amira", password=builders.PASSWORD, by=BY)

    user = added.membership.user
    assert (added.account_made, user.email, user.name) == (True, "new@school.example", "Amira")
    assert (added.membership.centre, added.membership.role) == (centre, Role.EXAMS_OFFICER)
    assert user.check_password(builders.PASSWORD)


def test_an_account_without_a_password_can_only_be_opened_by_email(centre: Centre) -> None:
    added = add_member(email="new@school.example", place=centre, by=BY)

    assert not added.membership.user.has_usable_password()


def test_somebody_with_an_account_keeps_it_with_its_password(officer: User, associate: Associate) -> None:
    added = add_member(email=officer.email, place=associate, role=Role.HEAD, password="another long phrase", by=BY)

    assert (added.account_made, added.membership.user, added.membership.role) == (False, officer, Role.HEAD)
    officer.refresh_from_db()
    assert officer.check_password(builders.PASSWORD)


def test_the_audit_trail_says_who_was_added_where_and_as_what(centre: Centre, staff: User) -> None:
    add_member(email="new@school.example", place=centre, role=Role.RESULTS_VIEWER, by=staff)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.centre_number, entry.target) == (
        staff.email,
        "add member",
        "PK123",
        "new@school.example",
    )
    assert entry.details == {"role": "results_viewer", "for": "PK123 Ravi Grammar School", "account made": True}


def test_nobody_is_added_twice(officer: User, centre: Centre) -> None:
    with pytest.raises(AlreadyMember, match=r"acts for PK123 Ravi Grammar School already, as Exams officer"):
        add_member(email=officer.email, place=centre, role=Role.HEAD, by=BY)


def test_a_closed_account_is_not_opened_by_the_way(officer: User, associate: Associate) -> None:
    User.objects.update(is_active=False)

    with pytest.raises(AccountClosed, match="is closed"):
        add_member(email=officer.email, place=associate, by=BY)


@pytest.mark.parametrize("email", ["", "officer", "a@b", "a@b.c\x00", "two@x.org, three@x.org"])
def test_what_is_no_address_is_refused(centre: Centre, email: str) -> None:
    with pytest.raises(NotAnAddress, match="is not an email address"):
        add_member(email=email, place=centre, by=BY)


@pytest.mark.parametrize("password", ["short", "password1234", "982451653704"])
def test_a_weak_password_is_refused_and_leaves_nothing_behind(centre: Centre, password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        add_member(email="new@school.example", place=centre, password=password, by=BY)

    assert (User.objects.count(), Membership.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_places_are_found_in_small_letters_too(centre: Centre, associate: Associate) -> None:
    assert [place_named(centre="pk123"), place_named(associate="merid")] == [centre, associate]


@pytest.mark.parametrize(
    ("place", "named"), [({"centre": "XX999"}, "centre XX999"), ({"associate": "NOBODY"}, "Associate NOBODY")]
)
def test_an_unknown_place_is_named_with_what_to_do(db: None, place: dict[str, str], named: str) -> None:
    with pytest.raises(UnknownPlace, match=rf"There is no {named}\. Load its series first, or add it in the admin\."):
        place_named(**place)


def test_every_refusal_is_of_one_family() -> None:
    reasons = (NotAnAddress, PasswordTooWeak, AlreadyMember, AccountClosed, UnknownPlace)
    assert all(issubclass(reason, CannotAddMember) for reason in reasons)
