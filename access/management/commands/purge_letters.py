"""Removes letters and sealed passwords that have expired, and files that interrupted work left behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.maintenance.expiry import purge
from results_portal import audit
from results_portal.installation import OnHold


class Command(BaseCommand):
    help = "Remove letters and sealed passwords LETTERS_KEPT_DAYS days after their series' last release"

    def handle(self, **options: Any) -> None:
        try:
            purged = purge(by=audit.Command("purge_letters"))
        except OnHold as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            f"Removed {purged.batches} batches of letters, {purged.passwords} sealed passwords "
            f"and {purged.orphans} files that belonged to nobody."
        )
