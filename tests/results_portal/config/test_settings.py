"""Production is the default: it refuses to start without its secrets and passes Django's own checks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from results_portal.config.mode import ROOT
from tests.support import postgresql

LONG = "a secret that is quite long enough for this purpose 8f3a1c"
PRODUCTION = {
    "SECRET_KEY": LONG,
    "LETTERS_KEYS": LONG[::-1],
    "DATABASE_URL": "postgres://results:pw@database.board.example:5432/results",
    "PORTAL_URL": "https://portal.board.example",
    "RESULTS_URL": "https://results.board.example",
    "EMAIL_URL": "smtp+tls://user:pw@mail.board.example:587",
    "BEHIND_PROXY": "true",
    "FROM_EMAIL": "no-reply@board.example",
    "CUSTOMER_SERVICES_EMAIL": "help@board.example",
    "BOARD_NAME": "Northern Board",
    "BOARD_ADDRESS": "2 Far Road, Northtown",
}


def manage(*arguments: str, state: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as an operator would, in a clean environment."""
    environment = {"PATH": os.environ["PATH"], "STATE_DIR": str(state), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of production's, with its tables and nothing in them; yields its address."""
    with postgresql.server() as url:
        done = manage("migrate", state=tmp_path_factory.mktemp("state"), **{**PRODUCTION, "DATABASE_URL": url})
        assert done.returncode == 0, done.stderr
        yield url


@pytest.mark.parametrize("missing", ["SECRET_KEY", "LETTERS_KEYS"])
def test_production_does_not_start_without_a_secret(tmp_path: Path, missing: str) -> None:
    done = manage("check", state=tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing})

    assert done.returncode != 0
    assert done.stderr.startswith(f"manage.py: The environment variable {missing} needs a secret of at least 32 char")
    assert "Traceback" not in done.stderr


def test_production_passes_the_deployment_checks(tmp_path: Path, migrated: str) -> None:
    variables = {**PRODUCTION, "DATABASE_URL": migrated}
    done = manage("check", "--deploy", "--fail-level", "WARNING", state=tmp_path / "made by it", **variables)

    assert (done.returncode, done.stdout + done.stderr) == (0, "System check identified no issues (0 silenced).\n")


def test_the_deployment_checks_miss_https(tmp_path: Path) -> None:
    variables = {**PRODUCTION, "RESULTS_URL": "http://results.board.example"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", state=tmp_path, **variables)

    assert done.returncode == 1
    assert "PORTAL_URL and RESULTS_URL have to begin with https://" in done.stderr


@pytest.mark.parametrize("missing", ["BOARD_NAME", "BOARD_ADDRESS"])
def test_the_deployment_checks_ask_who_the_board_is(tmp_path: Path, missing: str) -> None:
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = manage("check", "--deploy", "--fail-level", "WARNING", state=tmp_path, **variables)

    assert done.returncode == 1
    assert f"{missing} isn't set" in done.stderr


@pytest.mark.parametrize("said", ["", "prod", "Production", "demo "])
def test_an_unknown_mode_does_not_start(tmp_path: Path, said: str) -> None:
    """It would be neither production, with its protections, nor the demonstration."""
    done = manage("check", state=tmp_path, **PRODUCTION, RESULTS_PORTAL_MODE=said)

    assert done.returncode != 0
    assert done.stderr.startswith(f"manage.py: RESULTS_PORTAL_MODE is {said!r}. Set it to production, demo, test")


def test_production_does_not_start_without_saying_where_its_database_is(tmp_path: Path) -> None:
    done = manage("check", state=tmp_path, **{**PRODUCTION, "DATABASE_URL": ""})

    assert done.returncode != 0
    assert done.stderr.startswith("manage.py: The environment variable DATABASE_URL has to say where the database is")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY isn't random"),
        ({"LETTERS_KEYS": f"{LONG[::-1]},{'x' * 40}"}, "LETTERS_KEYS (number 2) isn't random"),
        ({"LETTERS_KEYS": LONG}, "SECRET_KEY and LETTERS_KEYS (number 1) are the same key"),
        ({"REQUIRE_TWO_FACTOR": "false"}, "Officers and staff may sign in with a password alone"),
        ({"DATABASE_URL": "sqlite:////nowhere/database.sqlite3"}, "The database is SQLite"),
        ({"DATABASE_URL": "postgres://results@127.0.0.1:1/results"}, "The database can't be reached"),
        ({"BEHIND_PROXY": "false"}, "no proxy is declared"),
        ({"TRUSTED_PROXIES": "0"}, "BEHIND_PROXY is set and TRUSTED_PROXIES is 0"),
        ({"RESULTS_URL": PRODUCTION["PORTAL_URL"]}, "have the same host name"),
        ({"RESULTS_URL": "https://Portal.board.example:8443"}, "have the same host name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS lets any host in"),
        ({"ALLOWED_HOSTS": "portal.board.example"}, "ALLOWED_HOSTS leaves out results.board.example"),
        ({"FROM_EMAIL": "no-reply@example.org"}, "FROM_EMAIL is a sample"),
        ({"FROM_EMAIL": "Results <no-reply@mail.example.org>"}, "FROM_EMAIL is a sample"),
        ({"CUSTOMER_SERVICES_EMAIL": "customer.services@example.org"}, "CUSTOMER_SERVICES_EMAIL is a sample"),
        ({"PORTAL_URL": "https://portal.example.org"}, "PORTAL_URL is a sample"),
        ({"EMAIL_URL": "consolemail://"}, "E-mails are sent to nobody"),
    ],
)
def test_weak_protection_is_an_error_of_the_deployment_checks(
    tmp_path: Path, variables: dict[str, str], complaint: str
) -> None:
    done = manage("check", "--deploy", state=tmp_path, **{**PRODUCTION, **variables})

    assert done.returncode == 1
    assert complaint in done.stderr


NAMES = (
    "DEBUG",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "CANDIDATE_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "REQUIRE_TWO_FACTOR",
)
SHOW = f"""
import json
from django.conf import settings
from centres.accounts.new_device import COOKIE
print(COOKIE)
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))
"""


def test_production_switches_every_protection_on(tmp_path: Path) -> None:
    done = manage("shell", "--no-imports", "-c", SHOW, state=tmp_path, **PRODUCTION)

    cookie, _, shown = done.stdout.partition("\n")
    assert cookie == "__Host-officer-devices"
    assert json.loads(shown) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["portal.board.example", "results.board.example"],
        "SESSION_COOKIE_NAME": "__Host-officer",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CANDIDATE_COOKIE_NAME": "__Host-candidate",
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "REQUIRE_TWO_FACTOR": True,
    }


CONNECTION = """
import json
from django.conf import settings
print(json.dumps(settings.DATABASES["default"]["OPTIONS"], default=str))
"""


def test_what_the_databases_address_says_of_tls_is_kept(tmp_path: Path) -> None:
    url = "postgres://results:pw@database.example:5432/results?sslmode=verify-full"
    done = manage("shell", "--no-imports", "-c", CONNECTION, state=tmp_path, **{**PRODUCTION, "DATABASE_URL": url})

    assert done.returncode == 0, done.stderr
    options = json.loads(done.stdout)
    assert (options["sslmode"], options["pool"]["min_size"]) == ("verify-full", 1)


STORES = """
from results_portal import audit
from django.db import transaction
with transaction.atomic():
    audit.record("sign in", by=audit.Command("a test"))
"""


def test_keys_that_open_nothing_that_is_stored_are_refused(tmp_path: Path, migrated: str) -> None:
    """A restored database with new keys would start, and print no letter again."""
    variables = {**PRODUCTION, "DATABASE_URL": migrated}
    stored = manage("shell", "--no-imports", "-c", STORES, state=tmp_path, **variables)
    assert stored.returncode == 0, stored.stderr
    other = "another key that never sealed anything here 5c2d"

    right = manage("check", "--deploy", state=tmp_path, **variables)
    wrong = manage("check", "--deploy", state=tmp_path, **{**variables, "LETTERS_KEYS": other})

    assert right.returncode == 0, right.stderr
    assert wrong.returncode == 1
    assert "LETTERS_KEYS: 1 of 1 heads aren't sealed" in wrong.stderr
