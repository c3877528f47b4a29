"""A fresh process has made everything that is made once before it takes a request; what fails keeps it from nothing."""

import json
from pathlib import Path

import pytest
from django.db import connection

from access.sign_in import lookup
from candidates.embargo import gate
from results_portal.serving import warm_up
from results_portal.web.charset import CharsetSafeWSGIHandler
from tests.support import service

ADDRESSES = [
    f"https://{service.RESULTS_HOST}/results/sign-in/",
    f"https://{service.PORTAL_HOST}/portal/accounts/login/",
]
# A first request that has to load addresses, templates and queries is 20 to 100 times as much work.
AT_MOST = 5.0


def test_the_first_request_of_a_process_is_hardly_more_work_than_the_next_ones(tmp_path: Path) -> None:
    environment = service.settings_for(f"sqlite:///{tmp_path}/database.sqlite3", tmp_path)
    service.python("manage.py", "migrate", "--verbosity=0", environment=environment)
    service.python("manage.py", "collectstatic", "--no-input", "--verbosity=0", environment=environment)

    printed = service.python("-m", "tests.results_portal.serving.first_requests", *ADDRESSES, environment=environment)

    measured = json.loads(printed)
    assert {address: first / later < AT_MOST for address, (first, later) in measured.items()} == dict.fromkeys(
        ADDRESSES, True
    ), measured


@pytest.mark.django_db
def test_the_queries_of_sign_in_and_results_are_made_for_this_kind_of_database() -> None:
    for made in (lookup._by_username, lookup._by_credential, gate._gated):
        made.cache_clear()

    warm_up.warm_up(CharsetSafeWSGIHandler())

    for query in (lookup._by_username(), lookup._by_credential(), gate._gated(gate.NO_DELAY)):
        assert connection.vendor in query._compiled


def test_what_fails_is_told_and_keeps_the_process_from_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def broken() -> None:
        raise OSError("no such font")

    monkeypatch.setattr(warm_up, "_steps", {"fonts": broken, "queries": lambda: done.append("queries")})
    monkeypatch.setattr(warm_up, "_pages", [])

    warm_up.warm_up(CharsetSafeWSGIHandler())

    assert (done, "without having made fonts" in caplog.text) == (["queries"], True)
