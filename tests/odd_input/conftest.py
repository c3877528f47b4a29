"""The world of the tests of reach, and browsers that see a server's fault as an answer."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.reach.world import World, make_world


@pytest.fixture
def world(own_store: Path, settings: Settings, transactional_db: None) -> World:
    """Made anew for each test. What happens after commits happens at the end of each view."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.odd_input.sending.Commits"]
    return make_world()
