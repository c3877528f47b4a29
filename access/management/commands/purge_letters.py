"""Removes letters and sealed passwords that have expired, and files that interrupted work left behind."""

from typing import Any

from django.core.management.base import BaseCommand

from access.maintenance.expiry import purge
from results_portal import audit


class Command(BaseCommand):
    help = "Remove letters and sealed passwords LETTERS_KEPT_DAYS days after their series' last release"

    def handle(self, **options: Any) -> None:
        purged = purge(by=audit.Command("purge_letters"))
        self.stdout.write(
            f"Removed {purged.batches} batches of letters, {purged.passwords} sealed passwords "
            f"and {purged.orphans} files that belonged to nobody."
        )
