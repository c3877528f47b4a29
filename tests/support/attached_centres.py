"""Centres of an Associate in every state that the control room tells apart."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Series
from centres.models import Associate, Centre
from letters.models import LetterBatch
from tests.support import builders
from tests.support.giving import enter

ROOM = "/portal/associate/MERID/november-2026/"


def attached(associate: Associate, series: Series, number: str, *, candidates: int = 2, status: str = "none") -> Centre:
    """A centre with candidates, none of whom has a password, and settings with a contact."""
    centre = builders.make_centre(number, associate=associate)
    enter(series, centre, candidates)
    if status != Status.NONE:
        AccessSettings.objects.create(
            series=series,
            centre=centre,
            status=status,
            deals_with_queries=True,
            contact_name=f"Officer of {number}",
            contact_email=f"exams@{number.lower()}.example",
            version=1,
        )
    return centre


def give_passwords(centre: Centre) -> list[Credential]:
    """Every candidate of the centre has a credential, without anybody knowing its password."""
    return [
        Credential.objects.create(
            candidate=candidate,
            username=f"{candidate.pk:08}",
            password_hash="unusable",
            sealed_password=b"sealed",
            issued_at=timezone.now(),
        )
        for candidate in Candidate.objects.filter(centre=centre)
    ]


def batch(series: Series, centre: Centre, state: str, **values: object) -> LetterBatch:
    """A row as a job leaves it; there are no files."""
    ready = {"pdf_name": "1/a", "archive_name": "1/b", "finished_at": timezone.now() + timedelta(seconds=1)}
    given = ready if state == LetterBatch.State.READY else {}
    return LetterBatch.objects.create(series=series, centre=centre, state=state, requested_by="x", **given | values)


def room(client: Client, query: str = "") -> str:
    """The page's words, without its markup."""
    response = client.get(f"{ROOM}{query}")
    assert response.status_code == 200
    return words(response.content.decode())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def listed(client: Client, query: str = "") -> list[str]:
    """The numbers of the centres in the table, from top to bottom."""
    html = client.get(f"{ROOM}{query}").content.decode()
    return re.findall(r'id="people-([A-Z]{2}[0-9]{3})"', html)
