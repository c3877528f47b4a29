"""The demonstration's own small series, whose A Levels open three minutes after the first start."""

import csv
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

SERIES = "March 2026 (demonstration)"
SHIPPED = Path(__file__).parent / "opening_soon"
OPENS_AFTER = timedelta(minutes=3)
# The other qualification stays shut, so that both can be looked at beside one another.
STAYS_SHUT = timedelta(days=7)


def write_folder(folder: Path, *, now: datetime) -> datetime:
    """Write the series' files to `folder`, with releases counted from `now`; returns when the A Levels open."""
    opens_at = (now + OPENS_AFTER).astimezone(UTC).replace(microsecond=0)
    # Without the modes of the files that were shipped: these belong to this user alone.
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    releases = [("ALEVEL", opens_at), ("AS", opens_at + STAYS_SHUT)]
    with (folder / "releases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["series", "qualification_code", "releases_at"])
        writer.writerows([SERIES, code, instant.isoformat()] for code, instant in releases)
    return opens_at
