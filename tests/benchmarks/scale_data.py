"""What `scale` measures: pages of candidates, officers, an Associate and staff, and jobs; needs Django set up."""

import csv
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.letters.staleness.comparison import compare_some
from access.maintenance.expiry import purge
from access.models import Credential
from candidates.loading import LoadOptions, load_files
from candidates.models import Candidate, Entry, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.audit import Command
from results_portal.audit.verification import Walk
from results_portal.models import AuditEntry
from tests.benchmarks import national_series
from tests.benchmarks.many_rows import insert, run
from tests.benchmarks.national_series import PASSWORD, SERIES
from tests.support import builders
from tests.support.credentials import try_to_sign_in
from tests.support.people import make_head
from tests.support.signed_in import sign_in

AGAIN = 5
ATTACHED = 150
RESULTS_LOADED = 50_000
# Adds up numbers: what each time is compared with.
KNOWN_WORK = "SELECT sum(sqrt(n)) FROM generate_series(1, 20000) AS numbers (n)"
BY = Command("benchmark")

Figures = dict[str, dict[str, Any]]
Deed = Callable[[], Any]


def fill(count: int) -> None:
    """The series that opens soon, with letters of each centre, and three that opened: one of them long ago."""
    national_series.fill(count)
    for name, days in (("June 2026", 20), ("March 2026", 25), ("November 2025", 300)):
        national_series.fill_series(name, count, opens=timezone.now() - timedelta(days=days))
        print(name, "is filled", file=sys.stderr, flush=True)
    associate = builders.make_associate()
    attached = list(Centre.objects.order_by("pk").values_list("pk", flat=True)[:ATTACHED])
    Centre.objects.filter(pk__in=attached).update(associate=associate)
    series, before = Series.objects.get(slug=SERIES), Centre.objects.order_by("pk")[0].pk - 1
    said = {"state": "'ready'", "pdf_name": "'1/a'", "archive_name": "'1/b'", "finished_at": "now()"}
    insert(LetterBatch, Centre.objects.count(), series_id=str(series.pk), centre_id=f"{before} + n", done="9", **said)
    run("VACUUM ANALYZE")


def _head_of_each_chain() -> None:
    """Nothing verifies, for no digest is genuine and numbers are missing: each entry is walked, and a finding."""
    run(
        "INSERT INTO results_portal_audithead (chain, length, digest, seal) SELECT centre_number, max(position), 'x', "
        "'x' FROM results_portal_auditentry WHERE centre_number <> '' GROUP BY centre_number "
        "ON CONFLICT (chain) DO UPDATE SET length = excluded.length"
    )


def figures() -> Figures:
    """What each page and each job takes."""
    found: Figures = {}
    for name, deed in _pages():
        found[name] = _timed(deed)
        print(f"{found[name]['ms']:9.1f}  {name}", file=sys.stderr, flush=True)
    _head_of_each_chain()
    for name, job in JOBS.items():
        found[name] = _timed_job(job)
        print(f"{found[name]['ms']:9.3f}  {name}, a row", file=sys.stderr, flush=True)
    return found


# --- Pages -----------------------------------------------------------------------------------------------------------
def _pages() -> Iterator[tuple[str, Deed]]:
    yield from _candidates_pages()
    yield from _officers_pages()
    yield from _staff_pages()


def _candidates_pages() -> Iterator[tuple[str, Deed]]:
    opened = Candidate.objects.filter(series__slug="june-2026").order_by("pk")
    usernames = list(Credential.objects.filter(candidate__in=opened[:40]).values_list("username", flat=True))
    yield "candidate signs in for the first time", lambda: _signs_in(Client(), usernames.pop())
    client = Client()
    again = usernames.pop()
    _signs_in(client, again)
    yield "candidate signs in again", lambda: _signs_in(Client(), again)
    yield "candidate looks", lambda: _page(client, "/results/")
    waiting = Client()
    username = (
        Credential.objects.filter(candidate__series__slug=SERIES).order_by("pk").values_list("username", flat=True)
    )
    _signs_in(waiting, username[0])
    yield "candidate looks before the release", lambda: _page(waiting, "/results/")
    yield "statement", lambda: _page(client, "/results/statement.pdf")


def _signs_in(client: Client, username: str) -> None:
    response = try_to_sign_in(client, username, PASSWORD)
    assert response.status_code == 302, response.status_code


def _officers_pages() -> Iterator[tuple[str, Deed]]:
    centre = Centre.objects.order_by("pk")[ATTACHED + 7]
    officer = sign_in(Client(), builders.make_officer(centre))
    here = f"/portal/{centre.number}/{SERIES}/"
    yield "Administer Exams", lambda: _page(officer, "/portal/")
    yield "main page", lambda: _page(officer, here)
    yield "View candidates", lambda: _page(officer, f"{here}candidates/")
    yield "View candidates, found by name", lambda: _page(officer, f"{here}candidates/?q=family1")
    yield "Change status", lambda: _page(officer, f"{here}status/")
    yield "candidates as CSV", lambda: _page(officer, f"{here}candidates.csv")
    head = sign_in(Client(), make_head(centre))
    yield "audit page", lambda: _page(head, f"/portal/{centre.number}/audit/")
    member = sign_in(Client(), builders.make_officer(associate=builders.make_associate()))
    room = f"/portal/associate/MERID/{SERIES}/"
    yield f"Administer Exams of {ATTACHED} centres", lambda: _page(member, "/portal/")
    yield f"control room of {ATTACHED} centres", lambda: _page(member, room)
    yield "control room, most not signed in first", lambda: _page(member, f"{room}?sort=not-signed-in")


def _staff_pages() -> Iterator[tuple[str, Deed]]:
    staff = sign_in(Client(), User.objects.create_superuser("boss@board.example", "a long enough password"))
    address = reverse("admin:index")
    centre = Centre.objects.order_by("pk")[0].number
    tables = ("candidates/candidate", "candidates/result", "candidates/entry", "access/credential", "centres/user")
    yield "desk", lambda: _page(staff, address)
    yield "find a rare name", lambda: _page(staff, f"{address}find/?q=Zyxwander")
    yield "support, a centre", lambda: _page(staff, f"{address}support/centres/{centre}/{SERIES}/")
    yield "release desk", lambda: _page(staff, f"{address}releases/{SERIES}/")
    for table in (*tables, "results_portal/auditentry"):
        yield f"list of {table}", lambda table=table: _page(staff, f"{address}{table}/")  # type: ignore[misc]


def _page(client: Client, address: str) -> None:
    response: Any = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    if response.streaming:
        for _part in response.streaming_content:
            pass


# --- Jobs: each says how many rows it went through -------------------------------------------------------------------
def _verify_the_trail() -> int:
    return sum(1 for _ in Walk({}).findings()) and AuditEntry.objects.count()


def _load_results() -> int:
    parts = ("candidate__centre__number", "candidate__number", "syllabus__code")
    entries = Entry.objects.filter(candidate__series__slug=SERIES).order_by("pk").values_list(*parts)[:RESULTS_LOADED]
    with TemporaryDirectory() as place:
        with (Path(place) / "results.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("series", "centre_number", "candidate_number", "syllabus_code", *RESULT_COLUMNS))
            writer.writerows(("November 2026", *entry, "A", "84", "") for entry in entries)
        load_files(Path(place), by=BY, options=LoadOptions(keep_missing=True))
    return RESULTS_LOADED


def _compare_letters() -> int:
    return compare_some(seconds=3600)


def _purge() -> int:
    return purge(by=BY).passwords


RESULT_COLUMNS = ("grade", "percentage_uniform_mark", "outcome")
JOBS: dict[str, Callable[[], int]] = {
    "verify_audit, an entry": _verify_the_trail,
    f"loading {RESULTS_LOADED:,} results that changed, a result": _load_results,
    "comparing letters, a centre": _compare_letters,
    "purge, a password": _purge,
}


# --- Time ------------------------------------------------------------------------------------------------------------
def _timed(deed: Deed) -> dict[str, Any]:
    taken, against = [], []
    deed()
    for _ in range(AGAIN):
        beside = _known_work()
        with CaptureQueriesContext(connection) as captured:
            seconds = _seconds(deed)
        taken.append(seconds)
        against.append(seconds / beside)
    return {"ms": 1000 * median(taken), "against": median(against), "statements": len(captured)}


def _timed_job(job: Callable[[], int]) -> dict[str, Any]:
    beside = _known_work()
    started = time.perf_counter()
    rows = job()
    seconds = time.perf_counter() - started
    each = seconds / rows
    return {"ms": 1000 * each, "against": each / ((beside + _known_work()) / 2), "statements": "", "rows": rows}


def _known_work() -> float:
    return median(_seconds(lambda: run(KNOWN_WORK)) for _ in range(3))


def _seconds(deed: Deed) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started
