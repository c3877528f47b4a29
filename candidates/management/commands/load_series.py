"""`manage.py load_series FOLDER|ZIP|XLSX`: loads a series' files, all of them or nothing."""

from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidates.loading import LoadOptions, LoadPlan, LoadRefused, WordNeeded, load_files, plan_load, report
from candidates.loading.errors import summed_up
from candidates.models import Cause
from results_portal.audit import Command as CommandActor

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Load the tables of a series from a folder of CSV files, a zip file of it, or a workbook: all of them, or "
        "nothing when anything in them is wrong or needs a word that wasn't given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="FOLDER|ZIP|XLSX", type=Path, help="where the tables are")
        parser.add_argument("--dry-run", action="store_true", help="say what the load would do, and write nothing")
        parser.add_argument(
            "--open-releases", action="store_true", help="let the files open releases or bring them forward"
        )
        parser.add_argument("--new-series", action="store_true", help="let the files add series")
        parser.add_argument(
            "--revert-corrections",
            action="store_true",
            help="let the files put earlier values back, overwrite corrections and be an older extract",
        )
        missing = parser.add_mutually_exclusive_group()
        missing.add_argument("--withdraw-missing", action="store_true", help="withdraw what the files no longer have")
        missing.add_argument("--keep-missing", action="store_true", help="load files that look cut, and keep the rest")
        parser.add_argument(
            "--encoding", default="", help="encoding of files that are neither UTF-8 nor UTF-16, such as windows-1252"
        )

        parser.add_argument(
            "--cause",
            default="",
            choices=Cause.values,
            help="why released results change, as candidates read it: " + ", ".join(Cause.labels),
        )
        parser.add_argument("--series", default="", help="series of the board's results sheet, such as 'June 2026'")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        words = LoadOptions(
            open_releases=options["open_releases"],
            new_series=options["new_series"],
            withdraw_missing=options["withdraw_missing"],
            keep_missing=options["keep_missing"],
            revert_corrections=options["revert_corrections"],
            cause=options["cause"],
            encoding=options["encoding"],
            series=options["series"],
        )
        try:
            if options["dry_run"]:
                self._show(plan_load(source, options=words))
                return
            loaded = load_files(source, by=CommandActor("load_series"), options=words)
        except LoadRefused as refused:
            self._tell(refused)
            raise CommandError(str(refused)) from None
        except WordNeeded as needed:
            self._write(self.stderr, [*report.sentences(needed.plan), *report.needs(needed.plan)])
            raise CommandError(str(needed)) from None
        if options["verbosity"]:
            self._write(self.stdout, report.sentences(loaded.plan))
            self.stdout.write(_conclusion(loaded.plan))

    def _show(self, plan: LoadPlan) -> None:
        self._write(self.stdout, report.sentences(plan))
        changed = list(report.changed_rows(plan))
        self._write(self.stdout, changed[:SHOWN])
        if len(changed) > SHOWN:
            self.stdout.write(f"and {len(changed) - SHOWN:,} more")
        self._write(self.stdout, report.needs(plan))
        self.stdout.write("Nothing was written: this was a dry run.")

    def _tell(self, refused: LoadRefused) -> None:
        lines = list(summed_up(refused.problems))
        self._write(self.stderr, islice(lines, SHOWN))
        if len(lines) > SHOWN:
            self.stderr.write(f"and {len(lines) - SHOWN:,} more")

    @staticmethod
    def _write(stream: Any, lines: Any) -> None:
        for line in lines:
            stream.write(line)


def _conclusion(plan: LoadPlan) -> str:
    series = ", ".join(plan.slugs)
    if plan.changes_nothing:
        return f"Nothing changed: {series}."
    return f"Loaded: {series}."
