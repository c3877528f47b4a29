"""A cluster with the service's three roles, whose passwords the server asks for."""

from pathlib import Path

import psycopg

from results_portal.db.roles.grants import OWNER, PORTAL, RESULTS
from tests.support import service
from tests.support.postgresql import Cluster

PASSWORDS = {OWNER: "of the owner: 100%", PORTAL: "of-the-portal", RESULTS: "of-the-results-site"}
VARIABLES = {
    "OWNER_PASSWORD": PASSWORDS[OWNER],
    "PORTAL_PASSWORD": PASSWORDS[PORTAL],
    "RESULTS_PASSWORD": PASSWORDS[RESULTS],
}
SUPERUSER = "postgres"
# Whoever comes over the network needs a password, but for the superuser, who has none here.
HBA = f"local all all trust\nhost all {SUPERUSER} all trust\nhost all all all scram-sha-256\n"


def url_of(cluster: Cluster, role: str) -> str:
    """The DATABASE_URL of one of the roles."""
    password = PASSWORDS[role].replace(" ", "%20").replace(":", "%3A").replace("100%", "100%25")
    return f"postgres://{role}:{password}@127.0.0.1:{cluster.port}/postgres"


def make_roles(cluster: Cluster, folder: Path) -> str:
    """Run the command as a superuser; what it says."""
    superusers = {**service.settings_for(cluster.url, folder), **VARIABLES}
    return service.python("manage.py", "database_roles", "--apply", environment=superusers)


def migrate(cluster: Cluster, folder: Path) -> None:
    """As the owner."""
    owners = service.settings_for(url_of(cluster, OWNER), folder)
    service.python("manage.py", "migrate", "--no-input", "--verbosity", "0", environment=owners)


def ask_for_passwords(cluster: Cluster) -> None:
    file = cluster.folder / "data" / "pg_hba.conf"
    file.write_text(HBA, encoding="utf-8")
    with psycopg.connect(cluster.url) as connection:
        connection.execute("SELECT pg_reload_conf()")


def connect(cluster: Cluster, role: str) -> psycopg.Connection:
    """A connection as one of the roles."""
    return psycopg.connect(
        host="127.0.0.1", port=cluster.port, dbname="postgres", user=role, password=PASSWORDS[role], autocommit=True
    )


def said_by_server(cluster: Cluster) -> str:
    """The server's log."""
    return (cluster.folder / "log").read_text(encoding="utf-8", errors="replace")
