"""The database: its version, the role's rights, migrations, clock and connections."""

import os
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from access.doctor.finding import Finding
from candidates.embargo import clock

OLDEST_POSTGRESQL = 150_000
MOST_SECONDS_APART = 2.0
WEB_PROCESSES = 2


def version() -> Iterator[Finding]:
    """Whether it answers, and with which version."""
    connection.ensure_connection()
    if connection.vendor != "postgresql":
        yield Finding(part="database", seen="SQLite", mend="Set DATABASE_URL to postgres://…")
        return
    number = int(getattr(connection, "pg_version", 0))
    old = number < OLDEST_POSTGRESQL
    mend = "Upgrade PostgreSQL to version 15 or newer." if old else ""
    yield Finding(part="database", seen=f"PostgreSQL {number // 10_000} answers", mend=mend)


def rights() -> Iterator[Finding]:
    """The role that serves must not be able to change the trail, nor to take that protection away."""
    if connection.vendor != "postgresql":
        return
    role, is_superuser, owns, may_change = _rights_row()
    seen, mend = f"{role} can only append to the audit trail", ""
    if is_superuser or owns or may_change:
        seen = f"{role} could change the audit trail"
        mend = "Serve as a role that doesn't own the tables; docs/operating.md, Audit trail, says how."
    yield Finding(part="role", seen=seen, mend=mend)


def _rights_row() -> tuple[str, bool, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, pg_has_role(current_user, relowner, 'MEMBER'),"
            " has_table_privilege('results_portal_auditentry', 'UPDATE, DELETE, TRUNCATE')"
            " FROM pg_roles, pg_class"
            " WHERE rolname = current_user AND pg_class.oid = 'results_portal_auditentry'::regclass"
        )
        role, is_superuser, owns, may_change = cursor.fetchone()
    return str(role), bool(is_superuser), bool(owns), bool(may_change)


def migrations() -> Iterator[Finding]:
    """Whether tables are as this version wants them."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(part="migrations", seen=f"{len(waiting)} wait", mend="Run manage.py migrate as the owner's role.")
    else:
        yield Finding(part="migrations", seen="all are applied")


def clocks() -> Iterator[Finding]:
    """What opens is decided by the database's clock; sessions and codes by this machine's."""
    before = time.time()
    there = clock.now().timestamp()
    apart = max(0.0, before - there, there - time.time())
    off = apart > MOST_SECONDS_APART
    mend = "Have both machines follow a time server (chrony or systemd-timesyncd)." if off else ""
    yield Finding(part="clocks", seen=f"this machine's and the database's are {apart:.0f} s apart", mend=mend)


def connections() -> Iterator[Finding]:
    """Whether every process can fill its pool. How many processes there are, `WEB_CONCURRENCY` says."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int, (SELECT count(*) FROM pg_stat_activity)")
        most, now = cursor.fetchone()
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    processes = int(os.environ.get("WEB_CONCURRENCY", WEB_PROCESSES))
    wanted = pool * processes
    seen = f"{processes} web processes of this machine take up to {wanted} of {most}; {now} are open"
    mend = "Raise max_connections, or lower DATABASE_POOL or WEB_CONCURRENCY." if wanted > most - 10 else ""
    yield Finding(part="connections", seen=seen, mend=mend)
