"""`manage.py backup FOLDER`: a copy of the database and the letters."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from results_portal.backups.make import make, remove_all_but
from results_portal.backups.manifest import UnusableBackup, fingerprints


class Command(BaseCommand):
    help = (
        "Copy the database and the letters, encrypted as they are, into a new folder below FOLDER. The keys are not "
        "in it: keep SECRET_KEY and LETTERS_KEYS apart, for together they open every password"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where copies are kept")
        parser.add_argument("--keep", type=int, metavar="N", help="remove older copies, so that N stay")

    def handle(self, *, folder: Path, keep: int | None, **_: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep needs at least 1.")
        try:
            made = make(folder)
        except (UnusableBackup, OSError) as why:
            raise CommandError(f"No backup was made: {why}") from why
        self.stdout.write(f"{made}, to be opened with {' or '.join(fingerprints())} of LETTERS_KEYS")
        for old in remove_all_but(keep, folder) if keep else []:
            self.stdout.write(f"removed {old}")
