"""Letters that open with a passphrase alone, which is kept nowhere."""

import json
import logging
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client
from pypdf import PasswordType, PdfReader

from candidates.models import Candidate
from letters.models import LetterBatch, LetterDownload
from results_portal.models import AuditEntry
from tests.support.centre_with_letters import number_on, pages_of
from tests.support.giving import PAGE
from tests.support.pdf_text import extracted, faults, pdfium_texts, singles

PROTECTED = f"{PAGE}letters/with-passphrase/"
PASSPHRASE = "violet harbour-9 spoon"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def fields(**other: str) -> dict[str, str]:
    return {"what": "all", "form": "pdf", "passphrase": PASSPHRASE, "again": PASSPHRASE, **other}


def opened(pdf: bytes, passphrase: str = PASSPHRASE) -> list[str]:
    """The text of each page of a protected PDF."""
    reader = PdfReader(BytesIO(pdf))
    assert reader.is_encrypted
    assert reader.decrypt("another passphrase") == PasswordType.NOT_DECRYPTED
    assert reader.decrypt(passphrase) == PasswordType.USER_PASSWORD
    return [page.extract_text() for page in reader.pages]


def test_the_pdf_opens_with_the_passphrase_alone(ready: LetterBatch, officer_client: Client) -> None:
    stored = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    response = officer_client.post(PROTECTED, fields())
    pdf = response.getvalue()

    assert int(response["Content-Length"]) == len(pdf)
    assert "no-store" in response["Cache-Control"]
    assert opened(pdf) == stored
    assert faults(pdf, passphrase=PASSPHRASE) == []
    with pikepdf.open(BytesIO(pdf), password=PASSPHRASE) as document:
        assert (document.encryption.R, document.encryption.stream_method.name) == (6, "aesv3")
    with pytest.raises(pikepdf.PasswordError):
        faults(pdf, passphrase="another passphrase")
    assert ["Candidate number" in text for text in pdfium_texts(pdf, passphrase=PASSPHRASE)] == [True] * 5


def test_nothing_of_it_can_be_read_without(ready: LetterBatch, officer_client: Client) -> None:
    for form in ("pdf", "zip"):
        data = officer_client.post(PROTECTED, fields(form=form)).getvalue()

        assert [word for word in (b"Candidate Results Service", b"Your results") if word in data] == []


def test_each_pdf_of_the_zip_opens_with_the_passphrase_alone(ready: LetterBatch, officer_client: Client) -> None:
    stored = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    archive = officer_client.post(PROTECTED, fields(form="zip")).getvalue()

    assert ZipFile(BytesIO(archive)).testzip() is None
    assert extracted(archive) == singles(archive)
    files = list(singles(archive).values())
    assert [opened(file) for file in files] == [[page] for page in stored]
    assert [faults(file, passphrase=PASSPHRASE) for file in files] == [[]] * 5


def test_by_teaching_group(ready: LetterBatch, officer_client: Client) -> None:
    pages = opened(officer_client.post(PROTECTED, fields(form="grouped")).getvalue())

    assert ("5 letters follow" in pages[0], len(pages)) == (True, 6)


def test_changed_letters_only(ready: LetterBatch, officer_client: Client) -> None:
    officer_client.get(f"{PAGE}letters.pdf").getvalue()
    Candidate.objects.filter(number="0030").update(given_names="Amina")

    (page,) = opened(officer_client.post(PROTECTED, fields(what="changed")).getvalue())

    assert (number_on(page), "Amina" in page) == ("0030", True)


def test_taking_it_is_on_record_and_the_passphrase_is_nowhere(
    ready: LetterBatch, officer_client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture, settings: object
) -> None:
    caplog.set_level(logging.DEBUG)
    officer_client.post(PROTECTED, fields()).getvalue()
    again = officer_client.post(PROTECTED, fields(what="changed"), follow=True)

    record = LetterDownload.objects.get()
    assert (record.protected, record.batch_id) == (True, ready.pk)
    assert AuditEntry.objects.get(action="download letters").details["protected"] is True
    assert ": 5 letters, one PDF, with a passphrase" in officer_client.get(PAGE).content.decode()
    assert "No letter has changed" in again.content.decode()
    kept = [
        *(json.dumps(session.get_decoded()) for session in Session.objects.all()),
        serializers.serialize("json", [*AuditEntry.objects.all(), *LetterDownload.objects.all()]),
        caplog.text,
        again.content.decode(),
    ]
    assert [text for text in kept if PASSPHRASE in text] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"passphrase": "", "again": ""}, "Enter a passphrase."),
        ({"passphrase": "elevencharx", "again": "elevencharx"}, "Enter at least 12 characters."),
        ({"passphrase": "x" * 101, "again": "x" * 101}, "Enter at most 100 characters."),
        ({"again": "violet harbour-9 spoons"}, "This is not the same passphrase."),
        ({"again": ""}, "Enter the passphrase again."),
        ({"passphrase": "pässword pässword", "again": "pässword pässword"}, "Use letters without accents"),
        ({"what": "everything"}, "Choose one of these."),
        ({"form": "\0"}, "Choose one of these."),
    ],
)
def test_what_is_refused(ready: LetterBatch, officer_client: Client, wrong: dict[str, str], said: str) -> None:
    page = officer_client.post(PROTECTED, fields(**wrong))

    assert page.headers["Content-Type"].startswith("text/html")
    assert said in page.content.decode()
    assert PASSPHRASE not in page.content.decode()
    assert not LetterDownload.objects.exists()


def test_spaces_at_the_ends_belong_to_it(ready: LetterBatch, officer_client: Client) -> None:
    pdf = officer_client.post(PROTECTED, fields(passphrase=f" {PASSPHRASE} ", again=f" {PASSPHRASE} ")).getvalue()

    assert len(opened(pdf, f" {PASSPHRASE} ")) == 5


def test_the_page_begins_with_what_was_asked_for(ready: LetterBatch, officer_client: Client) -> None:
    def ticked(address: str) -> str:
        page = officer_client.get(address).context["form"]
        return str(page["what"].value())

    assert (ticked(PROTECTED), ticked(f"{PROTECTED}?what=changed"), ticked(f"{PROTECTED}?what=x")) == (
        "all", "changed", "all"
    )  # fmt: skip


def test_an_address_never_carries_it(ready: LetterBatch, officer_client: Client) -> None:
    response = officer_client.get(PROTECTED, fields())

    assert response.headers["Content-Type"].startswith("text/html")
    assert PASSPHRASE not in response.content.decode()
    assert not LetterDownload.objects.exists()
