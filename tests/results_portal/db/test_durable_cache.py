"""What protects is kept until its time is over, however much else is counted meanwhile."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

MANY = 400


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache")
        return int(cursor.fetchone()[0])


def flood() -> None:
    for number in range(MANY):
        cache.set(f"sign-in-{number}", [1], 300)


@pytest.mark.django_db
def test_a_code_that_was_used_stays_used_while_hundreds_sign_in() -> None:
    assert cache.add("a-used-code", "y", 300)

    flood()

    assert not cache.add("a-used-code", "y", 300)


@pytest.mark.django_db
def test_a_flood_of_resets_does_not_open_a_lock() -> None:
    cache.set("failed-tries", [1, 2, 3, 4, 5], 300)

    flood()

    assert cache.get("failed-tries") == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_what_has_expired_is_cleared_away() -> None:
    # Django doesn't empty this table between tests, for it has no model.
    cache.clear()
    flood()
    with mock.patch("django.core.cache.backends.db.tz_now", return_value=datetime.now(UTC) + timedelta(hours=1)):
        cache.set("later", 1, 300)

    assert rows() == 1


def test_sessions_with_their_proofs_are_in_the_database() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.CACHES["default"]["BACKEND"] == "results_portal.db.durable_cache.DurableCache"
