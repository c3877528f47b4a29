"""No page of a large centre weighs more than a slow line bears."""

from itertools import batched
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from access.credentials.sealed_passwords import seal_password
from access.models import Credential, Status
from candidates.models import Candidate, Entry, Series
from centres.models import Centre, User
from letters.models.mail import LetterMail
from tests.support import builders
from tests.support.credentials import PASSWORD
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
            sealed_password=seal_password(PASSWORD, candidate_pk=person.pk, issue=2),
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


@override_settings(PROOF_FROM_CANDIDATES=10_000)
def test_the_page_of_emails_is_light_before_and_after_sending(
    large: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    pages = {"nothing sent": weight(officer_client.get(f"{PAGE}email/"))}
    answer = officer_client.post(f"{PAGE}email/", {"whom": "all"})
    assert b"1,240 candidates</strong> will get an email" in answer.content
    pages["what will change"] = weight(answer)

    states = list(LetterMail.State)
    now = timezone.now()
    LetterMail.objects.bulk_create(
        LetterMail(
            candidate=person,
            letter="a" * 64,
            address=person.email,
            queued_by="officer@pk123.example",
            state=states[place % len(states)],
            reason="The mail server said: 550 5.1.1 no such user here" if place % 2 else "",
            claimed_at=now,
            finished_at=now,
        )
        for place, person in enumerate(large)
    )
    for page in ("", "?page=2"):
        answer = officer_client.get(f"{PAGE}email/{page}")
        pages[f"in all states{page}"] = weight(answer)
        for state in states:
            assert state.label.encode() in answer.content
    Candidate.objects.update(email="")
    pages["nobody has an address"] = weight(officer_client.get(f"{PAGE}email/"))

    assert {name: size for name, size in pages.items() if size > MOST} == {}
