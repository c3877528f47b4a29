"""`manage.py restore FOLDER`: puts a copy back into an installation that is empty."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from results_portal.backups.manifest import UnusableBackup
from results_portal.backups.put_back import put_back


class Command(BaseCommand):
    help = (
        "Put the copy in FOLDER, made by `manage.py backup`, back into an empty database and an empty place for "
        "letters. The installation is then on hold: it sends, purges and deletes nothing until `manage.py take_over`"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the copy itself: a folder with manifest.json")

    def handle(self, *, folder: Path, **_: Any) -> None:
        try:
            manifest = put_back(folder)
        except (UnusableBackup, OSError) as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"The copy of {manifest.made_at} is back. Now run `manage.py migrate`, which also gives the roles their "
            "rights, look at everything, and then run `manage.py take_over`."
        )
