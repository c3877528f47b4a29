"""A fixture: each test's installation is new, whatever the tests before it wrote into the same storage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from results_portal.installation import marks, standing


@pytest.fixture(autouse=True)
def new_installation(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test's database is new, while the state directory is everybody's.

    A test that has a store of its own has it before any other fixture leaves its mark.
    """
    if "own_store" in request.fixturenames:
        request.getfixturevalue("own_store")
    standing.forget()
    shutil.rmtree(Path(settings.STATE_DIR) / "letters" / marks.FOLDER, ignore_errors=True)
    yield
    standing.forget()
