"""Three roles on PostgreSQL: what each site's may do is little, and the database itself refuses the rest."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from results_portal.db.roles.grants import OWNER, PORTAL, RESULTS
from tests.support import postgresql, roles, service
from tests.support.postgresql import Cluster

ENTRY = "results_portal_auditentry"
HEAD = "results_portal_audithead"
# As an upgrade might leave it behind.
OLDER = "CREATE TABLE older (id int)"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A database with the roles, which its owner has migrated, and in which the portal's role has made data."""
    folder = tmp_path_factory.mktemp("roles")
    with postgresql.cluster() as cluster:
        with psycopg.connect(cluster.url) as connection:
            connection.execute(OLDER)
        roles.make_roles(cluster, folder)
        roles.ask_for_passwords(cluster)
        roles.migrate(cluster, folder)
        portals = service.settings_for(roles.url_of(cluster, PORTAL), folder)
        series = "candidates/sample_data/november-2026"
        service.python("manage.py", "load_series", series, "--new-series", environment=portals)
        yield cluster


def run(cluster: Cluster, role: str, statement: str) -> None:
    with roles.connect(cluster, role) as connection:
        connection.execute(statement)


NOBODY_MAY = [
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE ROLE another SUPERUSER",
    f"SET ROLE {OWNER}",
    f"ALTER TABLE {ENTRY} DISABLE TRIGGER ALL",
    f"DROP TRIGGER audit_entry_append_only ON {ENTRY}",
    f"DROP TABLE {ENTRY}",
    f"TRUNCATE {ENTRY}",
    f"UPDATE {ENTRY} SET actor = 'somebody else'",
    f"DELETE FROM {ENTRY}",
    f"DELETE FROM {HEAD}",
    f"UPDATE {HEAD} SET chain = 'PK123'",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('access', '0099', now())",
]


@pytest.mark.parametrize("statement", NOBODY_MAY)
@pytest.mark.parametrize("role", [PORTAL, RESULTS])
def test_neither_site_changes_tables_or_the_trail(migrated: Cluster, role: str, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(migrated, role, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed_password FROM access_credential",
        "SELECT * FROM access_credential",
        "SELECT FROM access_credential WHERE sealed_password IS NOT NULL",
        "UPDATE access_credential SET password_hash = ''",
        "UPDATE access_credential SET issue = 2",
        "DELETE FROM access_credential",
        "INSERT INTO access_credential (username) VALUES ('AAAAAAAA')",
        "UPDATE access_accesssettings SET status = 'all'",
        "SELECT changed_by FROM access_accesssettings",
        "INSERT INTO access_selectedcandidate (candidate_id) VALUES (1)",
        "UPDATE candidates_release SET releases_at = now()",
        "UPDATE candidates_result SET grade = 'A*'",
        "DELETE FROM candidates_hold",
        "SELECT reason FROM candidates_hold",
        "SELECT * FROM letters_letterbatch",
        "SELECT * FROM letters_lettermail",
        "SELECT * FROM centres_user",
        "SELECT * FROM django_session",
        "SELECT * FROM django_tasks_database_dbtaskresult",
        "SELECT * FROM shared_cache",
        "SELECT * FROM mfa_authenticator",
        f"SELECT actor FROM {ENTRY}",
        f"SELECT count(details) FROM {ENTRY}",
    ],
)
def test_the_results_site_neither_reads_nor_writes_what_is_not_its_own(migrated: Cluster, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(migrated, RESULTS, statement)


def test_the_trigger_stays_behind_the_rights(migrated: Cluster) -> None:
    """A chain isn't set back, though a site may move its head on."""
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        run(migrated, PORTAL, f"UPDATE {HEAD} SET length = 0, digest = ''")


@pytest.mark.parametrize("role", [PORTAL, RESULTS])
def test_a_site_owns_nothing(migrated: Cluster, role: str) -> None:
    with psycopg.connect(migrated.url) as connection:
        owned = connection.execute("SELECT relname FROM pg_class WHERE relowner = %s::regrole", [role]).fetchall()

    assert owned == []


def test_what_was_there_before_is_the_owners_and_nobody_elses(migrated: Cluster) -> None:
    run(migrated, OWNER, "ALTER TABLE older ADD COLUMN more int")
    for role in (PORTAL, RESULTS):
        with pytest.raises(InsufficientPrivilege):
            run(migrated, role, "SELECT * FROM older")


def test_the_owner_may_add_the_extension_for_searches(migrated: Cluster) -> None:
    with psycopg.connect(migrated.url) as connection:
        indexes = connection.execute("SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'").fetchone()

    assert indexes
    assert indexes[0] > 0


def test_the_portals_role_runs_commands(migrated: Cluster, tmp_path: Path) -> None:
    portals = {**service.settings_for(roles.url_of(migrated, PORTAL), tmp_path), "OFFICER_PASSWORD": "x" * 20}
    service.python("manage.py", "create_officer", "officer@pk123.example", "--centre", "PK123", environment=portals)
    service.python("manage.py", "purge_letters", environment=portals)

    assert "staff" in service.python("manage.py", "verify_audit", environment=portals)


@pytest.mark.parametrize(
    ("role", "statements", "locks"), [(PORTAL, "30s", "10s"), (RESULTS, "5s", "2s"), (OWNER, "0", "0")]
)
def test_pages_have_the_limits_of_their_role(migrated: Cluster, role: str, statements: str, locks: str) -> None:
    with roles.connect(migrated, role) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == (statements,)
        assert connection.execute("SHOW lock_timeout").fetchone() == (locks,)


def test_commands_have_longer_ones(migrated: Cluster, tmp_path: Path) -> None:
    program = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW {}'); print(k.fetchone()[0])"
    portals = service.settings_for(roles.url_of(migrated, PORTAL), tmp_path)
    shown = [
        service.python("manage.py", "shell", "--no-imports", "-c", program.format(name), environment=portals).strip()
        for name in ("statement_timeout", "lock_timeout")
    ]

    assert shown == ["1h", "10min"]


def test_made_again_everything_stays_as_it_is(migrated: Cluster, tmp_path: Path) -> None:
    before = rights(migrated)
    assert "The roles are there" in roles.make_roles(migrated, tmp_path)

    assert rights(migrated) == before


def test_the_script_does_what_the_command_does(migrated: Cluster, tmp_path: Path) -> None:
    before = rights(migrated)
    script = service.python("manage.py", "database_roles", environment=service.settings_for(migrated.url, tmp_path))
    with psycopg.connect(migrated.url, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM portal_site, results_site")
        assert rights(migrated) != before
        connection.execute(script)

    assert rights(migrated) == before
    # Passwords that the environment doesn't name stay as they are.
    run(migrated, PORTAL, "SELECT 1")


def test_neither_script_nor_log_has_a_password(migrated: Cluster, tmp_path: Path) -> None:
    environment = {**service.settings_for(migrated.url, tmp_path), **roles.VARIABLES}
    script = service.python("manage.py", "database_roles", environment=environment)

    assert script.count("PASSWORD 'SCRAM-SHA-256$") == 3
    assert [password for password in roles.PASSWORDS.values() if password in script] == []


def rights(cluster: Cluster) -> list[tuple[object, ...]]:
    """Every right that either site has, in a table or in a column."""
    with psycopg.connect(cluster.url) as connection:
        tables = connection.execute(
            "SELECT grantee::text, table_name::text, '', privilege_type::text "
            "FROM information_schema.table_privileges WHERE grantee IN ('portal_site', 'results_site')"
        ).fetchall()
        columns = connection.execute(
            "SELECT grantee::text, table_name::text, column_name::text, privilege_type::text "
            "FROM information_schema.column_privileges WHERE grantee IN ('portal_site', 'results_site')"
        ).fetchall()
    return sorted([*tables, *columns])
