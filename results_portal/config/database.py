"""How the database is reached: what Django's `DATABASES` says beside the address in `DATABASE_URL`."""

from pathlib import Path
from typing import Any

# Web server and worker write the same file: readers don't wait (WAL), writers queue instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def database(parsed: dict[str, Any], *, pool: int) -> dict[str, Any]:
    """The entry of `DATABASES` for what django-environ reads out of an address, with at most `pool` connections.

    The folder of an SQLite file is made, for this user's eyes alone.
    """
    if parsed["ENGINE"].endswith("sqlite3"):
        Path(parsed["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {**parsed, "OPTIONS": SQLITE_OPTIONS}
    options = {
        # What the address says itself, such as `?sslmode=verify-full`.
        **parsed.get("OPTIONS", {}),
        # A new connection for each request costs about three times the request itself.
        "pool": {"min_size": 1, "max_size": pool, "timeout": 20},
        # The server keeps the plans of statements that a connection has seen five times.
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    return {**parsed, "OPTIONS": options}
