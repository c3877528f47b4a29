"""Each site under its own role in the database answers every address, and does what every form asks, as ever.

A right that is missing is an error of the database's, which the browser of these tests raises.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import DjangoDbBlocker

from results_portal.db.roles.grants import PORTAL, RESULTS, TABLES
from results_portal.db.roles.statements import granting_rights, making_roles
from results_portal.metrics import facts
from results_portal.monitoring import health
from results_portal.web import sites
from tests.embargo.answers import same_chances
from tests.reach import table
from tests.reach.asking import ask, letter_of, undone
from tests.reach.forms import FORMS, Filled
from tests.reach.table import ROLES
from tests.reach.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
# Those of each site who reach most, and those who reach nothing. Officers' sessions, which one process for both sites
# would look up, are unknown to candidates' processes.
PORTALS_PEOPLE, RESULTS_PEOPLE = "VOAU", "VC"
ASKED = [(PORTAL, letter) for letter in PORTALS_PEOPLE] + [(RESULTS, letter) for letter in RESULTS_PEOPLE]


@pytest.fixture(scope="module")
def roles(world: World, django_db_blocker: DjangoDbBlocker) -> World:
    """The roles and their rights, committed."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in (*making_roles({}), *granting_rights(TABLES)):
            cursor.execute(statement)
    return world


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Within, the database lets this process do what `role` may do."""
    with transaction.atomic(), connection.cursor() as cursor:
        # What fails is rolled back, and the role with it.
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


def addresses_of(role: str) -> dict[str, str]:
    """Every address of the role's site, by the name that the table has for it."""
    parts = sites.BOTH | (sites.RESULTS if role == RESULTS else sites.PORTAL)
    return {name: path for name, path in table.paths().items() if sites.first_part(path) in parts}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("role", "letter"), ASKED)
def test_every_address_answers_as_ever(
    roles: World, role: str, letter: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if role == RESULTS:
        # Candidates' processes don't look after the keys of sealed passwords, which they may not read.
        monkeypatch.delitem(health._checks, "keys")
    client, answers = roles.browser(ROLES[letter]), {}
    paths = addresses_of(role)
    for name, path in paths.items():
        with undone(client), acting_as(role):
            answers[name] = letter_of(ask(client, method, path))

    expected = table.expected(method, letter)
    assert answers == {name: expected[name] for name in paths}


def test_metrics_tell_what_the_portals_role_may_read(roles: World) -> None:
    with acting_as(PORTAL):
        told = {metric.name: metric.samples for metric in facts.Facts().collect()}

    assert told.keys() == facts.names()
    assert [sample.value for sample in told[facts.READABLE]] == [1]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_does_what_it_does(roles: World, form: Filled) -> None:
    path, client = table.paths()[form.name], roles.browser(form.role)
    role = RESULTS if sites.first_part(path) in sites.RESULTS else PORTAL
    fields = form.complete(client, path)
    with undone(client), same_chances():
        plain = letter_of(ask(client, "POST", path, fields))
    with undone(client), same_chances(), acting_as(role):
        assert letter_of(ask(client, "POST", path, fields)) == plain


def test_a_right_that_is_missing_shows(roles: World) -> None:
    """Otherwise nothing above would mean anything."""
    connection.cursor().execute("REVOKE SELECT ON access_accesssettings FROM results_site")

    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(RESULTS):
        roles.browser("candidate")
