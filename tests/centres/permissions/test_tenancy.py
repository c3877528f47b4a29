"""Which centres a user reaches, and what their role lets them do there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from centres.models import Centre, Membership, Role, User
from centres.permissions import Permission, permissions_for, require
from centres.permissions.tenancy import centre_of, centres_of
from tests.support import builders

EVERYTHING_AN_OFFICER_DOES = {
    Permission.VIEW_ACCESS,
    Permission.CHANGE_ACCESS,
    Permission.DOWNLOAD_LETTERS,
    Permission.REISSUE,
    Permission.SEND_LETTERS,
}


def test_an_officer_reaches_their_centre_alone(officer: User, centre: Centre, other_centre: Centre) -> None:
    assert list(centres_of(officer)) == [centre]


def test_an_associates_officer_reaches_the_attached_centres(
    associate_officer: User, centre: Centre, other_centre: Centre
) -> None:
    assert list(centres_of(associate_officer)) == [other_centre]


def test_a_centre_reached_in_two_ways_is_there_once(associate_officer: User, other_centre: Centre) -> None:
    Membership.objects.create(user=associate_officer, centre=other_centre)

    assert list(centres_of(associate_officer)) == [other_centre]


@pytest.mark.parametrize("number", ["AE310", "ZZ999", "pk123", "PK123\x00", ""])
def test_a_centre_out_of_reach_is_not_found(officer: User, other_centre: Centre, number: str) -> None:
    with pytest.raises(Http404):
        centre_of(officer, number)


def test_staff_without_a_membership_reach_no_centre(staff: User, centre: Centre) -> None:
    assert list(centres_of(staff)) == []


def test_an_officer_may_do_what_officers_do(officer: User, centre: Centre) -> None:
    assert permissions_for(officer, centre) == EVERYTHING_AN_OFFICER_DOES


def test_several_memberships_add_up(officer: User, other_centre: Centre, associate_officer: User) -> None:
    Membership.objects.create(user=officer, associate=other_centre.associate, role=Role.RESULTS_VIEWER)
    Membership.objects.create(user=officer, centre=other_centre, role=Role.HEAD)

    assert permissions_for(officer, other_centre) == {
        Permission.VIEW_ACCESS,
        Permission.READ_AUDIT,
        Permission.MANAGE_MEMBERS,
    }


def test_an_associates_role_says_nothing_about_a_centre_that_is_not_attached(
    associate_officer: User, centre: Centre
) -> None:
    assert permissions_for(associate_officer, centre) == frozenset()


def test_a_missing_permission_is_refused_in_words(centre: Centre) -> None:
    viewer = builders.make_user("viewer@pk123.example")
    Membership.objects.create(user=viewer, centre=centre, role=Role.RESULTS_VIEWER)

    with pytest.raises(PermissionDenied, match="your role at this centre doesn't let you download and print letters"):
        require(Permission.DOWNLOAD_LETTERS, user=viewer, centre=centre)
