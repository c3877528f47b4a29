"""One world for all tests of a module: making it takes longer than most of them. Each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.reach.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[World]:
    """Committed, so that tests see it; emptied after the module's last one."""
    folder = tmp_path_factory.mktemp("state")
    storages: dict[str, Any] = settings.STORAGES
    letters = {**storages["letters"], "OPTIONS": {"location": folder / "letters"}}
    loads = {**storages["loads"], "OPTIONS": {"location": folder / "loads"}}
    with override_settings(STATE_DIR=folder, STORAGES={**storages, "letters": letters, "loads": loads}):
        with django_db_blocker.unblock():
            made = make_world()
        yield made
        with django_db_blocker.unblock():
            call_command("flush", verbosity=0, interactive=False)
            cache.clear()
