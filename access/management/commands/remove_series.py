"""`manage.py remove_series SLUG`: removes a rehearsal with everything of it. Real series are refused."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.rehearsals.remove import RemovalEffect, effect_of_removal, remove_rehearsal
from candidates.models import Series
from candidates.rehearsals.make import RehearsalNotPossible
from results_portal.audit import Command as CommandActor


class Command(BaseCommand):
    help = "Remove a rehearsal: its candidates, results, passwords, letters and e-mails. Never a real series."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the rehearsal's address, such as rehearsal-spring")
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        series = Series.objects.filter(slug=slug, is_rehearsal=True).first()
        if series is None:
            raise CommandError(f"there is no rehearsal {slug}")
        if options["dry_run"]:
            self.stdout.write(f"Would remove {series.name}: {_in_words(effect_of_removal(series))}")
            return
        try:
            removed = remove_rehearsal(series, by=CommandActor("remove_series"))
        except RehearsalNotPossible as why:
            raise CommandError(str(why)) from None
        if options["verbosity"]:
            self.stdout.write(f"Removed {series.name}: {_in_words(removed)}")


def _in_words(effect: RemovalEffect) -> str:
    return (
        f"candidates: {effect.candidates:,}, entries: {effect.entries:,}, batches of letters: {effect.letters:,}, "
        f"e-mails: {effect.emails:,}, made-up centres: {effect.centres:,}"
    )
