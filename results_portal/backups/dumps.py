"""The whole database to a file and back: by PostgreSQL's own programs, or SQLite's own copying."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from results_portal.backups.manifest import UnusableBackup

NAMES = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}


def dump(folder: Path) -> str:
    """Write the database as it is at one moment into the folder; the file's name."""
    name = NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / name)) as copy:
            connection.connection.backup(copy)
    else:
        # Owners and rights are the installation's own: `database_roles` makes them.
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / name}")
    return name


def load(file: Path) -> None:
    """Put a database that has nothing in it back as it was, wholly or not at all."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
        return
    # PostgreSQL's own description of the schema `public` can't be put over that of another owner.
    whole = ("--single-transaction", "--no-owner", "--no-privileges", "--no-comments")
    _run("pg_restore", *whole, f"--dbname={connection.settings_dict['NAME']}", str(file))


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def _run(program: str, *arguments: str) -> None:
    command = [program, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - names and options of our own
            command, env=_environment(), capture_output=True, text=True, check=False
        )
    except FileNotFoundError as why:
        raise UnusableBackup(f"{program} isn't installed: install PostgreSQL's client.") from why
    if done.returncode:
        raise UnusableBackup(f"{program} failed: {done.stderr.strip()}")


def _environment() -> dict[str, str]:
    """How PostgreSQL's programs reach the database that we reach. A password doesn't stand in a command."""
    settings = connection.settings_dict
    options: dict[str, Any] = settings["OPTIONS"]
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}
