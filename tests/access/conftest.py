"""What the tests of access begin with: a roll of candidates, and letters that are ready for them."""

import pytest

from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from tests.support.centre_with_letters import letters_made, make_roll


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """Five candidates who all have access, in no order. A room that needs others says so by defining its own."""
    return make_roll(series, centre)


@pytest.fixture
def ready(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> LetterBatch:
    """The letters of everybody on the roll, made a moment ago."""
    return letters_made(series, centre, officer)
