#!/usr/bin/env python3
"""Writes the service's secrets into a folder, a file each, and leaves alone what is there. Needs nothing but Python.

    python3 deploy/make_secrets.py secrets --database database:5432

Three things it can't make up: the mail server's address (`email_url`), and the key of an object storage of your own
(`storage_key`, `storage_secret`). Write those files yourself, before or afterwards.
"""

import argparse
import secrets
from pathlib import Path

MADE_UP = ("secret_key", "letters_keys", "database_password", "storage_key", "storage_secret")
ROLES = {"owner": "results_owner", "portal": "portal_site", "results": "results_site"}
EMAIL = "smtp://localhost:25"


def make(folder: Path, *, database: str, name: str, mode: int) -> list[str]:
    """Returns the names of the files that it wrote."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = {file: secrets.token_urlsafe(48) for file in MADE_UP}
    for role, account in ROLES.items():
        kept = folder / f"{role}_password"
        # Only letters and digits, which an address can hold as they are.
        password = kept.read_text(encoding="utf-8") if kept.exists() else secrets.token_hex(24)
        wanted[f"{role}_password"] = password
        wanted[f"{role}_database_url"] = f"postgres://{account}:{password}@{database}/{name}"
    wanted["email_url"] = EMAIL
    return [file for file, value in wanted.items() if _written(folder / file, value, mode)]


def _written(file: Path, value: str, mode: int) -> bool:
    if file.exists():
        return False
    file.touch(mode=mode)
    file.chmod(mode)
    file.write_text(value, encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", default="127.0.0.1:5432", metavar="HOST:PORT", help="where PostgreSQL listens")
    parser.add_argument("--name", default="results", help="the database's name")
    parser.add_argument(
        "--for-containers",
        action="store_true",
        help="files that a container's user may read; the folder stays yours alone",
    )
    options = parser.parse_args()
    mode = 0o644 if options.for_containers else 0o600
    for file in make(options.folder, database=options.database, name=options.name, mode=mode):
        print(f"{options.folder / file}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
