"""`manage.py make_series`: a made-up series, in the database as a rehearsal or in a folder as files."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from candidates.rehearsals.folder import write_folder
from candidates.rehearsals.make import RehearsalNotPossible, WantedRehearsal, make_rehearsal, rehearsal_name
from candidates.rehearsals.places import TooManyCandidates
from centres.models import Centre
from results_portal.audit import Command as CommandActor
from results_portal.text.counted import counted

OPENS_AFTER = timedelta(hours=1)
TOLD_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Make up a series: candidates with names in many scripts, entries and plausible results. The same seed makes "
        "the same rows. Without FOLDER a rehearsal is written to the database; with it, files for load_series."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where to write CSV files; nothing else is written")
        parser.add_argument("--candidates", type=int, default=100, help="how many (100)")
        parser.add_argument("--seed", type=int, default=1, help="any number (1)")
        parser.add_argument("--name", default="", help="of the series")
        parser.add_argument("--rehearsal", action="store_true", help="in a folder too: a rehearsal, not any series")
        parser.add_argument("--centre", action="append", default=[], metavar="PK123", help="a centre that there is")
        parser.add_argument("--centres", type=int, default=0, help="how many made-up centres, where none is named")
        parser.add_argument(
            "--opens", type=datetime.fromisoformat, help="when, with its zone: 2027-01-19T06:00:00+00:00 (in an hour)"
        )

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        wanted = _wanted(options, rehearsal=folder is None or options["rehearsal"])
        try:
            if folder:
                write_folder(folder, wanted)
            else:
                make_rehearsal(wanted, by=CommandActor("make_series"), progress=self._told)
        except (RehearsalNotPossible, TooManyCandidates) as why:
            raise CommandError(str(why)) from None
        if options["verbosity"]:
            people = counted(wanted.candidates, "candidate", "candidates")
            self.stdout.write(f"Made {wanted.name}: {people}, opens {wanted.opens_at:%Y-%m-%d %H:%M %Z}.")

    def _told(self, done: int) -> None:
        if done % TOLD_EVERY == 0:
            self.stdout.write(f"{done:,} candidates")


def _wanted(options: dict[str, Any], *, rehearsal: bool) -> WantedRehearsal:
    now = timezone.now()
    opens_at = options["opens"] or (now + OPENS_AFTER).replace(second=0, microsecond=0)
    if opens_at.utcoffset() is None:
        raise CommandError("--opens needs a zone, such as 2027-01-19T06:00:00+00:00")
    if options["candidates"] < 1 or options["centres"] < 0:
        raise CommandError("--candidates has to be 1 or more, --centres 0 or more")
    name = options["name"] or f"{now.day} {now:%B %Y}, seed {options['seed']}"
    return WantedRehearsal(
        name=rehearsal_name(name) if rehearsal else name,
        candidates=options["candidates"],
        seed=options["seed"],
        opens_at=opens_at,
        centres=_centres(options["centre"]),
        made_up=options["centres"],
    )


def _centres(numbers: list[str]) -> tuple[Centre, ...]:
    found = {centre.number: centre for centre in Centre.objects.filter(number__in=numbers).select_related("associate")}
    for number in numbers:
        if number not in found:
            raise CommandError(f"there is no centre {number}")
    return tuple(found[number] for number in dict.fromkeys(numbers))
