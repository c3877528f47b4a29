"""What the tests of the officers' pages begin with, where nobody has access yet."""

import pytest

from candidates.models import Candidate, Series
from centres.models import Centre
from tests.support.giving import enter


@pytest.fixture
def entered(series: Series, centre: Centre) -> list[Candidate]:
    """Candidates 0001, 0002 and 0003, without access."""
    return enter(series, centre, 3)
