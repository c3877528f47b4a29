"""A lock and a used code hold through a flood of other tries."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from centres.models import User

pytestmark = pytest.mark.django_db
LIMIT = 300


@pytest.fixture(autouse=True)
def few_entries(settings: Settings) -> None:
    """As few as Django's own backend keeps unless it is told otherwise."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "OPTIONS": {"MAX_ENTRIES": LIMIT}}}


def flood(entries: int = 3 * LIMIT) -> None:
    """As sign-ins with other addresses do: each leaves entries for some minutes."""
    for number in range(entries):
        cache.set(f"zz-{number:08}", [0.0], 300)


def test_an_account_stays_locked_through_a_flood(client: Client) -> None:
    details = {"login": "officer@pk123.example", "password": "a wrong password"}
    for _ in range(5):
        client.post("/portal/accounts/login/", details)
    assert "too many wrong tries" in client.post("/portal/accounts/login/", details).content.decode()
    flood()

    assert "too many wrong tries" in client.post("/portal/accounts/login/", details).content.decode()


def test_a_used_code_does_not_work_again_after_a_flood(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: 1_800_000_000.0)
    factor = TOTP.activate(officer, secret := generate_totp_secret())
    code = format_hotp_value(hotp_value(secret, 1_800_000_000 // 30))
    assert factor.validate_code(code)
    flood()

    assert not TOTP(Authenticator.objects.get(user=officer)).validate_code(code)
