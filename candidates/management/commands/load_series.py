"""`manage.py load_series FOLDER`: loads a series' files, all of them or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidates.loading import LoadRefused, LoadReport, load_folder
from results_portal.audit import Command as CommandActor

SHOWN = 200


class Command(BaseCommand):
    help = "Load the CSV files of a series from FOLDER: all of them, or nothing when anything in them is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the eight CSV files lie")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            report = load_folder(folder, by=CommandActor("load_series"))
        except LoadRefused as refused:
            self._tell(refused)
            raise CommandError(str(refused)) from None
        if options["verbosity"]:
            self._summarise(report)

    def _tell(self, refused: LoadRefused) -> None:
        for problem in refused.problems[:SHOWN]:
            self.stderr.write(str(problem))
        if len(refused.problems) > SHOWN:
            self.stderr.write(f"and {len(refused.problems) - SHOWN:,} more")

    def _summarise(self, report: LoadReport) -> None:
        for name, counts in report.files.items():
            self.stdout.write(f"{name}.csv: {counts}")
        if report.corrected:
            self.stdout.write(f"Results that were released already and are marked as corrected: {report.corrected:,}")
        self._name_replaced(report)
        series = ", ".join(report.series)
        self.stdout.write(f"Nothing changed: {series}." if report.changed_nothing else f"Loaded: {series}.")

    def _name_replaced(self, report: LoadReport) -> None:
        if not report.replaced:
            return
        self.stdout.write(
            f"Candidate numbers under which another person stands now: {len(report.replaced):,}. "
            "The passwords and letters of the people before no longer work."
        )
        for person in report.replaced[:SHOWN]:
            self.stdout.write(f"  {person}")
        if len(report.replaced) > SHOWN:
            self.stdout.write(f"  and {len(report.replaced) - SHOWN:,} more")
