"""The list of what each site may do with each table: complete, and no wider than it says."""

import base64
import hashlib
import hmac

import pytest
from django.apps import apps
from django.conf import settings

from results_portal.db.roles import scram
from results_portal.db.roles.grants import ALL, NOTHING, PORTAL, RESULTS, TABLES, Columns, grant_of
from results_portal.db.roles.statements import granting_rights

# Tables that no model has.
WITHOUT_MODEL = {"django_migrations", str(settings.CACHES["default"]["LOCATION"])}
TRAIL = ("results_portal_auditentry", "results_portal_audithead")
ADVICE = "say in results_portal/db/roles/grants.py what each site may do with it"


def test_every_table_is_in_the_list_and_nothing_else_is() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    assert TABLES.keys() == tables | WITHOUT_MODEL, ADVICE


def test_columns_that_are_named_exist() -> None:
    columns = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    named = {
        (table, column)
        for table, rights in TABLES.items()
        for grant in (rights.portal, rights.results)
        for column in (*grant.select, *grant.insert, *grant.update)
        if column not in {*columns.get(table, ()), *ALL}
    }

    assert named == set()


@pytest.mark.parametrize("table", TABLES)
def test_the_portal_may_do_all_that_candidates_processes_may(table: str) -> None:
    """One process for both sites runs as the portal's role."""
    portal, results = grant_of(PORTAL, table), grant_of(RESULTS, table)

    assert portal.delete or not results.delete
    assert all(covers(getattr(portal, verb), getattr(results, verb)) for verb in ("select", "insert", "update"))


def covers(wide: Columns, narrow: Columns) -> bool:
    return wide == ALL or set(narrow) <= set(wide)


@pytest.mark.parametrize("role", [PORTAL, RESULTS])
def test_nobody_changes_or_removes_what_is_on_record(role: str) -> None:
    entries, heads = (grant_of(role, table) for table in TRAIL)

    assert (entries.update, entries.delete, heads.delete) == ((), False, False)
    # Neither whose chain it is, nor its key.
    assert set(heads.update) == {"length", "digest", "seal"}


def test_candidates_processes_write_what_sign_in_and_looking_need() -> None:
    writing = {
        table: grant
        for table in TABLES
        if (grant := grant_of(RESULTS, table)) and (grant.insert or grant.update or grant.delete)
    }

    assert set(writing) == {
        *TRAIL,
        "results_portal_audittally",
        "results_portal_countedtry",
        "results_portal_minutefigure",
        "access_credential",
        "letters_issuedstatement",
    }
    assert writing["access_credential"].insert == ()
    assert set(writing["access_credential"].update) == {"epoch", "first_signed_in_at", "first_seen_results_at"}


@pytest.mark.parametrize("part", ["letter", "mail", "user", "session", "load", "invitation", "cache", "task"])
def test_candidates_processes_read_nothing_of_the_officers(part: str) -> None:
    """Nor letters, which are files; here it is who has which, and who took them."""
    theirs = [table for table in TABLES if part in table.partition("_")[2]]

    assert {grant_of(RESULTS, table) == NOTHING for table in theirs} == {True}


def test_sealed_passwords_stay_with_the_portal() -> None:
    assert "sealed_password" not in grant_of(RESULTS, "access_credential").select


def test_a_table_that_is_not_listed_is_nobodys() -> None:
    assert grant_of(PORTAL, "new_table") == NOTHING
    assert not [statement for statement in granting_rights({"new_table"}) if "new_table" in statement]


def test_rights_read_as_sql() -> None:
    [of_portal, of_results] = [statement for statement in granting_rights(TRAIL[1:]) if statement.startswith("GRANT")]

    assert of_portal == (
        "GRANT SELECT, INSERT, UPDATE (length, digest, seal) ON public.results_portal_audithead TO portal_site"
    )
    assert of_results == of_portal.replace("portal_site", "results_site")


def test_a_password_becomes_what_postgresql_keeps() -> None:
    """RFC 7677 has this example."""
    kept = scram.verifier("pencil", salt=base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
    scheme, iterations, salt, keys = kept.replace(":", "$").split("$", 3)
    stored, server = keys.split("$")
    said = (
        b"n=user,r=rOprNGfwEbeRWgbNEkqO,"
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    )
    proof = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    signature = hmac.digest(base64.b64decode(stored), said, "sha256")
    client_key = bytes(one ^ other for one, other in zip(proof, signature, strict=True))

    assert (scheme, iterations, salt) == ("SCRAM-SHA-256", "4096", "W22ZaJ0SNY7soEsUEjb6gQ==")
    assert hashlib.sha256(client_key).digest() == base64.b64decode(stored)
    assert hmac.digest(base64.b64decode(server), said, "sha256") == base64.b64decode(
        "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    )


@pytest.mark.parametrize("password", ["", "  ", "žluťoučký", "with\nline"])
def test_a_password_that_has_several_spellings_is_refused(password: str) -> None:
    with pytest.raises(scram.UnusablePassword):
        scram.verifier(password)
