"""Two of the results team, and a second centre in another country."""

from datetime import UTC, datetime, timedelta

import pytest

from candidates.models import Release, ReleaseException, Series
from centres.models import Centre
from tests.support import builders


@pytest.fixture
def elsewhere(db: None) -> Centre:
    return builders.make_centre("GB045", name="St Aldate's", country="United Kingdom", time_zone="Europe/London")


@pytest.fixture
def later_in_pakistan(series: Series) -> ReleaseException:
    """The A Level, released for everybody else yesterday, opens in Pakistan in an hour."""
    release = Release.objects.get(series=series, qualification__code="ALEVEL")
    at = datetime.now(UTC) + timedelta(hours=1)
    return ReleaseException.objects.create(release=release, country="Pakistan", releases_at=at)
