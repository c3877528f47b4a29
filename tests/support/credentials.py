"""Candidates who can sign in, for tests of the results site."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from access.credentials.hashers import hash_generated
from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Series
from centres.models import Centre

USERNAME = "K7MPW2QX"
PASSWORD = "ABCDE-FGHJK-23456"


def give_access(series: Series, centre: Centre, status: Status = Status.ALL, **fields: Any) -> AccessSettings:
    """The centre's choice, with a contact."""
    values = {
        "status": status,
        "deals_with_queries": True,
        "contact_name": "Ayesha Khan",
        "contact_telephone": "+92 42 111 222 333",
        "contact_email": "exams@ravi.example",
        **fields,
    }
    return AccessSettings.objects.update_or_create(series=series, centre=centre, defaults=values)[0]


def give_credential(candidate: Candidate, username: str = USERNAME, password: str = PASSWORD) -> Credential:
    """A username and password, as if they had been printed."""
    return Credential.objects.create(
        candidate=candidate,
        username=username,
        password_hash=hash_generated(password),
        sealed_password=b"sealed",
        issued_at=datetime.now(UTC),
    )


def try_to_sign_in(client: Client, username: str = USERNAME, password: str = PASSWORD, **extra: Any) -> Any:
    """What the sign-in page answers."""
    return client.post(reverse("candidate_access:sign_in"), {"username": username, "password": password}, **extra)
