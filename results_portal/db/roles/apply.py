"""Applies the roles and their rights to the database that this process is connected to."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from results_portal.db.roles import scram
from results_portal.db.roles.grants import OWNER, PORTAL, RESULTS, TABLES
from results_portal.db.roles.statements import SITES, granting_rights, making_roles

PASSWORDS = {OWNER: "OWNER_PASSWORD", PORTAL: "PORTAL_PASSWORD", RESULTS: "RESULTS_PASSWORD"}

TABLES_THERE = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was done, and what whoever runs it should know."""

    made_roles: bool
    # Listed but not there: not migrated yet.
    missing: tuple[str, ...]
    # There but in no list: nobody's but the owner's.
    unlisted: tuple[str, ...]
    # Roles whose password stays as it is, if they have one.
    without_password: tuple[str, ...]


class NotPossible(Exception):
    """This database, or the role that this process is connected as, can't do that. The text says what to do."""


def verifiers() -> dict[str, str]:
    """The passwords of the environment, as PostgreSQL keeps them. Raises `scram.UnusablePassword`."""
    return {role: scram.verifier(os.environ[name]) for role, name in PASSWORDS.items() if os.environ.get(name)}


@transaction.atomic
def apply() -> Applied:
    """Make the roles, as a superuser; grant the rights, as one or as the owner. Raises `NotPossible`."""
    if connection.vendor != "postgresql":
        raise NotPossible("Only PostgreSQL has roles; DATABASE_URL names another database.")
    tables = set(_column(TABLES_THERE))
    may_make_roles = bool(
        _column("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)")
    )
    known = verifiers()
    if may_make_roles:
        _run(making_roles(known))
    absent = PASSWORDS.keys() - set(_column("SELECT rolname FROM pg_roles"))
    if absent:
        raise NotPossible(f"There is no role {min(absent)}: run this once with a superuser's DATABASE_URL.")
    if not may_make_roles and _column("SELECT current_user") != [OWNER]:
        raise NotPossible(f"Run this with the DATABASE_URL of {OWNER} or of a superuser.")
    _run(granting_rights(tables))
    return Applied(
        made_roles=may_make_roles,
        missing=tuple(sorted(TABLES.keys() - tables)),
        unlisted=tuple(sorted(tables - TABLES.keys())),
        without_password=tuple(role for role in PASSWORDS if role not in known) if may_make_roles else (),
    )


def after_migrating(*, using: str, **_: object) -> None:
    """New tables get their rights with the migration that makes them, where there are such roles and it is the owner's.

    Connected to `post_migrate`: processes that serve go on while an upgrade adds tables.
    """
    if connections[using].vendor != "postgresql" or using != DEFAULT_DB_ALIAS:
        return
    roles = _column("SELECT rolname FROM pg_roles")
    if {OWNER, *SITES} <= set(roles) and _column("SELECT current_user") == [OWNER]:
        with transaction.atomic():
            _run(granting_rights(set(_column(TABLES_THERE))))


def script() -> str:
    """The same as SQL, for whoever would rather run it with `psql`, after migrating."""
    statements = [*making_roles(verifiers()), *granting_rights(TABLES)]
    return "\n".join(["BEGIN;", *(f"{statement};" for statement in statements), "COMMIT;"])


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _column(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
