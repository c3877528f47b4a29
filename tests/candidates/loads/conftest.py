"""Members of the results team at the pages of loads, with files in a folder of the test's own."""

from pathlib import Path

import pytest
from django.test import Client

from centres.permissions.staff_roles import StaffRole
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of


@pytest.fixture
def first(own_store: Path, db: None) -> Client:
    return browser_of(make_staff(StaffRole.RESULTS_TEAM, "first"))


@pytest.fixture
def second(own_store: Path, db: None) -> Client:
    return browser_of(make_staff(StaffRole.RESULTS_TEAM, "second"))
