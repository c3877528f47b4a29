"""The board's people at the release desk."""

import pytest
from django.contrib.auth.models import Group

from centres.models import User
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from tests.support import builders


def make_staff(role: StaffRole, name: str) -> User:
    """A member of the board's staff in this role."""
    staff_groups.put_in_order()
    user = builders.make_user(f"{name}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture
def first(db: None) -> User:
    """One of the results team, who asks."""
    return make_staff(StaffRole.RESULTS_TEAM, "first")


@pytest.fixture
def second(db: None) -> User:
    """Another one, who confirms."""
    return make_staff(StaffRole.RESULTS_TEAM, "second")
