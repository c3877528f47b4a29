"""Makes the demonstration's data at its first start: tables, series, accounts. Later starts find it done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from results_portal.demo import accounts, sample_series, state_directory

SAMPLES = settings.BASE_DIR / "candidates" / "sample_data"
SAMPLE_FOLDERS = (SAMPLES / "june-2026", SAMPLES / "november-2026")
FILE = "prepared.json"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that can be served: its accounts, and when the small series' A Levels open."""

    log_ins: list[accounts.Account]
    opens_at: datetime


def update_database(*, say: Say) -> None:
    """Make the tables, or bring them up to date."""
    say("Preparing the database …")
    call_command("migrate", interactive=False, verbosity=0)


def fill(notes: Path, *, folders: Sequence[Path], say: Say) -> Demonstration:
    """Load the series and make the accounts, once. `folders` are loaded at any start that names them.

    A first start that was interrupted is done again from the beginning: each step may be repeated.
    """
    people = accounts.kept_in(notes)
    kept = state_directory.read(notes / FILE)
    if kept is None:
        opens_at = sample_series.write_folder(notes / "opening-soon", now=datetime.now(UTC))
        _load([notes / "opening-soon", *(folders or SAMPLE_FOLDERS)], say=say)
        accounts.create(people)
        state_directory.write(notes / FILE, kept := {"opens_at": opens_at.isoformat()})
    elif folders:
        _load(folders, say=say)
    connections.close_all()
    return Demonstration(people, datetime.fromisoformat(kept["opens_at"]))


def _load(folders: Sequence[Path], *, say: Say) -> None:
    for folder in folders:
        say(f"Loading {folder.name} …")
        call_command("load_series", str(folder), new_series=True, verbosity=0)
