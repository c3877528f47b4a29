"""No page of a large centre weighs more than a slow line bears."""

from itertools import batched
from typing import Any

import pytest
from django.test import Client, override_settings

from access.models import Credential, Status
from candidates.models import Candidate, Entry, Series
from centres.models import Centre, User
from tests.support import builders
from tests.support.giving import PAGE, save

CANDIDATES = 1_240
# Bytes, uncompressed.
MOST = 150_000
NAMES = ["Nguyễn Thị Phương Thảo", "Muhammad Abdul Rahman", "Oluwaseun Adebayo-Williams"]


@pytest.fixture
def large(series: Series, centre: Centre, officer: User) -> list[Candidate]:
    """A centre of 1,240 candidates with eight entries each, all with access and a password."""
    people = Candidate.objects.bulk_create(
        Candidate(
            series=series,
            centre=centre,
            number=f"{number:04}",
            given_names=NAMES[number % 3],
            family_name=f"Rahman-{number}",
            teaching_group=f"{9 + number % 4}{'ABCD'[number % 4]}",
            email=f"candidate.{number:04}@ravi-grammar-school.example",
        )
        for number in range(1, CANDIDATES + 1)
    )
    syllabuses = [builders.make_syllabus(f"{4000 + n}", ("IGCSE", "AS", "ALEVEL")[n % 3]) for n in range(8)]
    aims = {syllabus: syllabus.qualifications.get() for syllabus in syllabuses}
    entries = (
        Entry(candidate=person, syllabus=syllabus, qualification=aim)
        for person in people
        for syllabus, aim in aims.items()
    )
    for some in batched(entries, 2_000):
        Entry.objects.bulk_create(some)
    save(series, centre, officer)
    now = builders.in_the_past()
    Credential.objects.bulk_create(
        Credential(
            candidate=person,
            username=f"U{person.number}",
            password_hash="x",
            sealed_password=b"sealed",
            issued_at=now,
            issue=2,
            first_signed_in_at=now,
            first_seen_results_at=now,
        )
        for person in people
    )
    return people


def weight(response: Any) -> int:
    assert response.status_code == 200
    return len(response.content)


@override_settings(PROOF_FROM_CANDIDATES=10_000)
def test_every_page_of_a_large_centre_is_light(
    large: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    pages = {
        name: weight(officer_client.get(f"{PAGE}{name}"))
        for name in ("", "status/", "status/candidates/", "delay/", "candidates/", "candidates/?page=2&sort=-name")
    }
    pages["candidates/0042/"] = weight(officer_client.get(f"{PAGE}candidates/0042/"))
    save(series, centre, officer, Status.SELECTED, selection={person.number for person in large[:900]})
    pages["status/ with many selected"] = weight(officer_client.get(f"{PAGE}status/"))
    everyone = {"scope": "found", "q": "rahman-1"}
    pages["reissue"] = weight(officer_client.post(f"{PAGE}candidates/reissue/", everyone))

    assert {name: size for name, size in pages.items() if size > MOST} == {}
