"""A NUL character in an address: nothing has such an address, and PostgreSQL takes none in a text."""

import pytest
from django.test import Client

from centres.models import User
from tests.support.signed_in import sign_in


@pytest.mark.parametrize(
    "path",
    [
        "/admin/candidates/outcomewording/%00/history/",
        "/admin/releases/november-2026/%00/change/",
        "/admin/support/centres/%00/november-2026/",
        "/portal/%00/november-2026/",
        "/results/%00/",
    ],
)
def test_nothing_is_found_there(client: Client, staff: User, path: str) -> None:
    assert sign_in(client, staff).get(path).status_code == 404
