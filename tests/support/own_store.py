"""A fixture: files of letters and loads in a folder of the test's own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def own_store(settings: Settings, tmp_path: Path) -> Path:
    """The state directory of this test alone, empty at first; letters, drafts and loads lie in it."""
    letters = {**settings.STORAGES["letters"], "OPTIONS": {"location": tmp_path / "letters"}}
    settings.STATE_DIR = tmp_path
    loads = {**settings.STORAGES["loads"], "OPTIONS": {"location": tmp_path / "loads"}}
    settings.STORAGES = {**settings.STORAGES, "letters": letters, "loads": loads}
    return tmp_path
