"""Which database this is: a dump that is restored elsewhere says something else, one that fails over does not."""

from pathlib import Path

from django.db import connection

POSTGRESQL = """
    SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())
    FROM pg_control_system()
"""


def place() -> str:
    """PostgreSQL's own identity of its cluster and of the database in it; SQLite's file."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(POSTGRESQL)
            cluster, database = cursor.fetchone()
        return f"postgresql {cluster} {database}"
    file = str(connection.settings_dict["NAME"])
    return f"sqlite {file if 'memory' in file else Path(file).resolve()}"[:300]
