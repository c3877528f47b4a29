"""The service's role in the database does its work, owns nothing, and can't switch off what guards the trail."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support import postgresql, service
from tests.support.postgresql import Cluster

ROLES = service.ROOT / "results_portal" / "db" / "roles.sql"
PASSWORDS = {"OWNER_PASSWORD": "of-the-owner", "SERVICE_PASSWORD": "of-the-service"}


def as_role(cluster: Cluster, role: str) -> str:
    return f"postgres://{role}:{PASSWORDS['OWNER_PASSWORD']}@127.0.0.1:{cluster.port}/postgres"


def make_roles(cluster: Cluster) -> None:
    command: list[str | Path] = [postgresql.programs() / "psql", "--quiet", "--no-psqlrc", "--file", ROLES, cluster.url]
    environment = {"PATH": os.environ["PATH"], **PASSWORDS}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A database that its owner has migrated, in which the service's role has made data."""
    folder = tmp_path_factory.mktemp("roles")
    with postgresql.cluster() as cluster:
        make_roles(cluster)
        owners = service.settings_for(as_role(cluster, "results_owner"), folder)
        service.python("manage.py", "migrate", "--no-input", "--verbosity", "0", environment=owners)
        yield cluster


def run(cluster: Cluster, role: str, statement: str) -> None:
    with psycopg.connect(as_role(cluster, role)) as connection:
        connection.execute(statement)


def test_the_service_works_as_its_role(migrated: Cluster, tmp_path: Path) -> None:
    services = {**service.settings_for(as_role(migrated, "results_service"), tmp_path), "OFFICER_PASSWORD": "x" * 20}
    service.python("manage.py", "load_series", "candidates/sample_data/november-2026", environment=services)
    service.python("manage.py", "create_officer", "officer@pk123.example", "--centre", "PK123", environment=services)
    shown = service.python("manage.py", "verify_audit", environment=services)

    assert "staff" in shown


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE results_portal_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_append_only ON results_portal_auditentry",
        "DROP TABLE results_portal_auditentry",
        "TRUNCATE results_portal_auditentry",
        "CREATE ROLE another SUPERUSER",
        "SET ROLE results_owner",
    ],
)
def test_the_services_role_changes_no_tables(migrated: Cluster, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(migrated, "results_service", statement)


def test_the_services_role_owns_nothing(migrated: Cluster) -> None:
    with psycopg.connect(migrated.url) as connection:
        owned = connection.execute(
            "SELECT relname FROM pg_class WHERE relowner = 'results_service'::regrole"
        ).fetchall()

    assert owned == []


def test_a_database_that_was_made_before_is_handed_to_the_owner(migrated: Cluster) -> None:
    with psycopg.connect(migrated.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS older (id int)")
    make_roles(migrated)

    run(migrated, "results_owner", "ALTER TABLE older ADD COLUMN more int")
    run(migrated, "results_service", "SELECT * FROM older")
