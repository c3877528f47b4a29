"""Nobody keeps one of the few connections while waiting for something else."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from results_portal.db.release import release_connection


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> list[BaseDatabaseWrapper]:
    """A connection that came from a pool; the list fills with those that were given back."""
    given_back: list[BaseDatabaseWrapper] = []

    def close(given: BaseDatabaseWrapper) -> None:
        given_back.append(given)

    monkeypatch.setattr(type(connections["default"]), "close", close)
    return given_back


def test_a_connection_is_given_back(pooled: list[BaseDatabaseWrapper]) -> None:
    release_connection()

    assert pooled == [connections["default"]]


def test_a_transaction_keeps_its_connection(pooled: list[BaseDatabaseWrapper]) -> None:
    with transaction.atomic():
        release_connection()

    assert pooled == []


def test_hashing_gives_the_connection_back_first(pooled: list[BaseDatabaseWrapper]) -> None:
    encoded = make_password("a long password of somebody's")
    assert pooled == [connections["default"]]

    assert check_password("a long password of somebody's", encoded)
    assert pooled == [connections["default"]] * 2


def test_passwords_are_hashed_as_before(db: None) -> None:
    """Those that are stored go on working."""
    assert make_password("x").startswith("argon2$argon2id$")
