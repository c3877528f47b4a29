"""A fixture: each test's installation is new, whatever the tests before it left in the same storage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from results_portal.installation import standing
from results_portal.models import Installation

DATABASE_FIXTURES = ("transactional_db", "db")


@pytest.fixture(autouse=True)
def new_installation(request: pytest.FixtureRequest) -> Iterator[None]:
    """A new database has an empty storage, and one that a whole module shares keeps the storage that goes with it.

    A test that has a store of its own has it before any other fixture leaves something in another.
    """
    if "own_store" in request.fixturenames:
        request.getfixturevalue("own_store")
    standing.forget()
    if _has_database(request) and not Installation.objects.exists():
        shutil.rmtree(Path(settings.STATE_DIR) / "letters", ignore_errors=True)
    yield
    standing.forget()


def _has_database(request: pytest.FixtureRequest) -> bool:
    """Whether the test may use the database, from here on."""
    for fixture in DATABASE_FIXTURES:
        if fixture in request.fixturenames:
            request.getfixturevalue(fixture)
            return True
    if request.node.get_closest_marker("django_db") is None:
        return False
    request.getfixturevalue("_django_db_marker")
    return True
