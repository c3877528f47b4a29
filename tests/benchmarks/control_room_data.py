"""The Associate that `control_room` measures with; apart from it because it needs Django's models."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import AccessSettings, Credential, SelectedCandidate, Status
from candidates.models import Candidate, Series
from centres.models import Associate, Centre
from letters.models import LetterBatch
from tests.support import builders
from tests.support.attached_centres import ROOM
from tests.support.signed_in import sign_in

# Centres take turns: without access, all candidates (twice), selected ones.
STATUSES = (Status.NONE, Status.ALL, Status.ALL, Status.SELECTED)
AGAIN = 5
PAGES = {
    "control room": ROOM,
    "found by name": f"{ROOM}?q=school+12",
    "most not signed in first": f"{ROOM}?sort=not-signed-in",
    "the last page": f"{ROOM}?page=99",
    "set up all": f"{ROOM}set-up/?scope=found",
}
TYPED = {"status": "all", "whose_contact": "own", "deals_with_queries": "on", "contact_name": "Rahila Anwar"}
TYPED |= {"contact_email": "exams@merid.example"}

Figures = tuple[str, float, int]


def fill(centres: int, candidates: int) -> None:
    """So many attached centres, each with so many candidates, half of whom have signed in where they have access."""
    associate, series = builders.make_associate(), builders.make_series()
    for number in range(centres):
        _fill_centre(associate, series, number, candidates)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_centre(associate: Associate, series: Series, number: int, candidates: int) -> None:
    centre = builders.make_centre(f"A{'ABCDEF'[number // 1000]}{number % 1000:03}", associate=associate)
    status = STATUSES[number % len(STATUSES)]
    roll = Candidate.objects.bulk_create(
        Candidate(
            series=series, centre=centre, number=f"{one:04}", family_name="Rahman", given_names=f"Candidate {one}"
        )
        for one in range(1, candidates + 1)
    )
    if status == Status.NONE:
        return
    AccessSettings.objects.create(
        series=series,
        centre=centre,
        status=status,
        deals_with_queries=True,
        contact_name="Rahila Anwar",
        contact_email="exams@school.example",
        version=1,
    )
    chosen = roll if status == Status.ALL else roll[::2]
    if status == Status.SELECTED:
        SelectedCandidate.objects.bulk_create(SelectedCandidate(candidate=one, selected_by="x") for one in chosen)
    _give_letters(series, centre, chosen)


def _give_letters(series: Series, centre: Centre, roll: list[Candidate]) -> None:
    then = datetime.now(UTC)
    Credential.objects.bulk_create(
        Credential(
            candidate=one,
            username=f"{one.pk:08}",
            password_hash="unusable",
            sealed_password=bytes(80),
            issued_at=then,
            first_signed_in_at=then if index % 2 else None,
        )
        for index, one in enumerate(roll)
    )
    finished = then + timedelta(minutes=1)
    for state in (LetterBatch.State.REPLACED, LetterBatch.State.READY):
        LetterBatch.objects.create(
            series=series,
            centre=centre,
            state=state,
            requested_by="x",
            done=len(roll),
            total=len(roll),
            **({"pdf_name": "1/a", "archive_name": "1/b", "finished_at": finished} if state == "ready" else {}),
        )


def member() -> Client:
    """A browser in which the Associate's officer signed in a moment ago."""
    return sign_in(Client(), builders.make_officer(associate=builders.make_associate()))


def pages(client: Client) -> Iterator[Figures]:
    """The median time of each page and its queries."""
    for name, address in PAGES.items():
        client.get(address)
        taken = [_timed(client, address) for _ in range(AGAIN)]
        yield name, median(seconds for seconds, _ in taken), taken[-1][1]


def confirming(client: Client) -> Figures:
    """Preview All candidates for every centre, then confirm it."""
    form = {**TYPED, "centres": list(Centre.objects.values_list("number", flat=True))}
    preview = client.post(PAGES["set up all"], {**form, "step": "preview"})
    seen = re.findall(r'name="seen" value="([^"]+)"', preview.content.decode())
    seconds, queries = _timed(client, PAGES["set up all"], {**form, "step": "confirm", "seen": seen})
    return f"confirm for {len(seen)} centres that change", seconds, queries


def _timed(client: Client, address: str, form: dict[str, Any] | None = None) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        response = client.post(address, form) if form else client.get(address)
        seconds = time.perf_counter() - started
    assert response.status_code == 200, response.status_code
    return seconds, len(captured)
