"""Everybody who may not know a result before its release, each with a browser of their own."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.test import Client

from centres.models import Centre, Role
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.credentials import try_to_sign_in
from tests.support.people import make_member
from tests.support.signed_in import browser_of


def visitor(centre: Centre) -> Client:
    return Client()


def candidate(centre: Centre) -> Client:
    client = Client()
    assert try_to_sign_in(client).status_code == 302
    return client


def member(role: str) -> Callable[[Centre], Client]:
    def come(centre: Centre) -> Client:
        return browser_of(make_member(f"{role}@pk123.example", role, centre=centre).user)

    return come


def officer_elsewhere(centre: Centre) -> Client:
    elsewhere = builders.make_centre("AE310", name="Creekside Academy Dubai", time_zone="Asia/Dubai")
    return browser_of(builders.make_officer(elsewhere, email="officer@ae310.example"))


def associate_officer(centre: Centre) -> Client:
    associate = builders.make_associate()
    Centre.objects.filter(pk=centre.pk).update(associate=associate)
    return browser_of(builders.make_officer(associate=associate, email="officer@merid.example"))


def staff(role: StaffRole) -> Callable[[Centre], Client]:
    def come(centre: Centre) -> Client:
        # Emptying the database between tests takes the groups away.
        staff_groups.put_in_order()
        user = builders.make_user(f"{role.name.lower()}@board.example", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return browser_of(user)

    return come


ROLES: dict[str, Callable[[Centre], Client]] = {
    "visitor": visitor,
    "candidate": candidate,
    "officer": member(Role.EXAMS_OFFICER),
    "viewer": member(Role.RESULTS_VIEWER),
    "head": member(Role.HEAD),
    "officer elsewhere": officer_elsewhere,
    "associate officer": associate_officer,
    "support": staff(StaffRole.SUPPORT),
    "administrator": staff(StaffRole.ADMINISTRATOR),
}
