"""A centre with its people, a released A Level and an IGCSE that isn't, and staff who change results."""

import pytest

from access.models import AccessSettings
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from tests.support.credentials import give_access
from tests.support.people import make_member


@pytest.fixture
def head(centre: Centre) -> User:
    return make_member("head@pk123.example", Role.HEAD, centre=centre).user


@pytest.fixture
def access(candidate: Candidate, series: Series, centre: Centre, officer: User, head: User) -> AccessSettings:
    """The centre gives access; it has an officer, a head, and somebody who only looks."""
    make_member("viewer@pk123.example", Role.RESULTS_VIEWER, centre=centre)
    give_access(series, centre)
    return AccessSettings.objects.get(series=series, centre=centre)
