"""`manage.py write_permissions [--check]`"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from centres.permissions.document import permissions_document

FILE = settings.BASE_DIR / "docs" / "permissions.md"


class Command(BaseCommand):
    help = "Writes docs/permissions.md: which role may do what, from the tables in the source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the document is out of date")

    def handle(self, *_: Any, **options: Any) -> None:
        wanted = permissions_document()
        current = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
        if not options["check"]:
            FILE.write_text(wanted, encoding="utf-8")
            self.stdout.write(f"Wrote {FILE.relative_to(settings.BASE_DIR)}.")
        elif wanted != current:
            raise CommandError("docs/permissions.md is out of date. Run: manage.py write_permissions")
