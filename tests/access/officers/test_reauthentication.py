"""Whoever takes letters or reissues passwords has shown a short while ago who they are."""

import pytest
from django.test import Client

from access.models import Credential
from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch, LetterDownload
from results_portal.models import AuditEntry
from tests.support.centre_with_letters import letters_made, make_roll
from tests.support.giving import PAGE
from tests.support.signed_in import prove

OVERVIEW = [
    "letters.pdf",
    "letters.pdf?order=group",
    "letters.zip",
    "letters/changed.pdf",
    "letters/changed.zip",
    "letters/new.pdf",
    "letters/new.zip",
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def ready(series: Series, centre: Centre, officer: User) -> LetterBatch:
    make_roll(series, centre, ["0001", "0002"])
    return letters_made(series, centre, officer)


@pytest.fixture
def long_ago(officer_client: Client) -> Client:
    """A browser whose officer gave their password sixteen minutes ago."""
    return prove(officer_client, minutes_ago=16)


def asked_for_proof(response: object, *, back_to: str) -> bool:
    address = getattr(response, "url", "")
    return str(address) == f"/portal/accounts/reauthenticate/?next={back_to.replace('/', '%2F')}"


@pytest.mark.parametrize("address", OVERVIEW)
def test_an_old_proof_is_not_enough_to_take_letters(ready: LetterBatch, long_ago: Client, address: str) -> None:
    response = long_ago.get(PAGE + address)

    assert (response.status_code, asked_for_proof(response, back_to=PAGE)) == (302, True)
    assert not LetterDownload.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="download").exists()


def test_nor_for_one_letter(ready: LetterBatch, long_ago: Client) -> None:
    assert asked_for_proof(long_ago.get(f"{PAGE}letters/0001.pdf"), back_to=f"{PAGE}candidates/")
    assert not LetterDownload.objects.exists()


def test_nor_for_chosen_ones(ready: LetterBatch, long_ago: Client) -> None:
    response = long_ago.post(f"{PAGE}letters/chosen.pdf", {"scope": "ticked", "candidates": ["0001"]})

    assert asked_for_proof(response, back_to=f"{PAGE}candidates/")
    assert not LetterDownload.objects.exists()


def test_nor_for_letters_with_a_passphrase(ready: LetterBatch, long_ago: Client) -> None:
    assert asked_for_proof(long_ago.get(f"{PAGE}letters/with-passphrase/"), back_to=f"{PAGE}letters/with-passphrase/")
    words = {"what": "all", "form": "pdf", "passphrase": "violet-harbour-9", "again": "violet-harbour-9"}
    refused = long_ago.post(f"{PAGE}letters/with-passphrase/", words)
    assert asked_for_proof(refused, back_to=f"{PAGE}letters/with-passphrase/")
    assert not LetterDownload.objects.exists()


@pytest.mark.parametrize("confirmed", ["", "yes"])
def test_nor_for_reissuing(ready: LetterBatch, long_ago: Client, confirmed: str) -> None:
    fields = {"scope": "ticked", "candidates": ["0001"], "confirmed": confirmed}

    assert asked_for_proof(long_ago.post(f"{PAGE}candidates/reissue/", fields), back_to=f"{PAGE}candidates/")
    assert set(Credential.objects.values_list("issue", flat=True)) == {1}


def test_looking_and_the_register_need_none(ready: LetterBatch, long_ago: Client) -> None:
    for address in ("", "candidates/", "letters/taken/", "letters/register.pdf"):
        assert long_ago.get(PAGE + address).status_code == 200


def test_a_sign_in_of_fourteen_minutes_ago_is_enough(ready: LetterBatch, officer_client: Client) -> None:
    response = prove(officer_client, minutes_ago=14).get(f"{PAGE}letters.pdf")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    response.close()


def test_the_password_given_once_more_opens_the_way(ready: LetterBatch, long_ago: Client) -> None:
    asked = long_ago.get(f"{PAGE}letters.pdf")
    answered = long_ago.post(asked.headers["Location"], {"password": "correct horse battery staple"}, follow=True)

    assert answered.redirect_chain[-1][0] == PAGE
    response = long_ago.get(f"{PAGE}letters.pdf")
    assert response["Content-Type"] == "application/pdf"
    response.close()
