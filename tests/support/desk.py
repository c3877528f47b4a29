"""The board's people at the release desk."""

from django.contrib.auth.models import Group
from django.test import Client

from centres.models import User
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.signed_in import sign_in


def make_staff(role: StaffRole, name: str) -> User:
    """A member of the board's staff in this role."""
    staff_groups.put_in_order()
    user = builders.make_user(f"{name}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def browser_of(user: User) -> Client:
    """A browser in which `user` signed in a moment ago."""
    return sign_in(Client(), user)
