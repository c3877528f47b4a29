"""Where a request came from, believing only the proxies that are ours."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from results_portal.web.client_address import client_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9:51312", "203.0.113.9"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "unknown", "10.0.0.1"),
        (1, "_hidden:80", "10.0.0.1"),
        (2, "198.51.100.7:1, 203.0.113.9:2", "198.51.100.7"),
    ],
)
def test_the_address_is_the_one_that_our_proxies_vouch_for(
    settings: Settings, proxies: int, forwarded: str, believed: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")

    assert client_address(request) == believed
