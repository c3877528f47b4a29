"""What an officer takes: by number or by teaching group, the register, and the record of it."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.downloads import log
from letters.models import HandedLetter, LetterBatch, LetterDownload
from letters.storage import drafts
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import letters_made, number_on, pages_of, printed_on
from tests.support.giving import PAGE
from tests.support.signed_in import sign_in

GET_ONLY = [
    "letters.pdf",
    "letters.pdf?order=group",
    "letters.zip",
    "letters/changed.pdf",
    "letters/changed.zip",
    "letters/new.pdf",
    "letters/new.zip",
    "letters/0001.pdf",
    "letters/register.pdf",
    "letters/with-passphrase/",
]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def taken() -> list[tuple[str, str, int]]:
    """What, form and count of everything taken, oldest first."""
    return list(LetterDownload.objects.order_by("pk").values_list("what", "form", "letters"))


def test_by_teaching_group_with_a_sheet_before_each(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    for number, group in {"0444": "9B", "0002": "11A", "0030": "9B", "0001": "", "0007": "11A"}.items():
        Candidate.objects.filter(number=number).update(teaching_group=group)
    letters_made(series, centre, officer)

    response = officer_client.get(f"{PAGE}letters.pdf?order=group")

    pages = pages_of(response.getvalue())
    shown = [
        number_on(page) if "Candidate number" in page else page.split("Teaching group\n")[-1][:8] for page in pages
    ]
    assert [text for text in shown if text.isdecimal()] == ["0030", "0444", "0002", "0007", "0001"]
    assert [position for position, text in enumerate(shown) if not text.isdecimal()] == [0, 3, 6]
    assert "2 letters follow, from candidate 0030 on" in pages[0]
    assert "No teaching group" in pages[6]
    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-letters-by-group.pdf"'


def test_drawn_letters_say_what_the_stored_ones_say(ready: LetterBatch, officer_client: Client) -> None:
    stored = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    drawn = pages_of(officer_client.get(f"{PAGE}letters.pdf?order=group").getvalue())

    assert [page for page in drawn if "Candidate number" in page] == stored


def test_the_register_names_everyone_and_no_password(ready: LetterBatch, officer_client: Client) -> None:
    passwords = [printed_on(page)[1] for page in pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())]
    response = officer_client.get(f"{PAGE}letters/register.pdf")
    (page,) = pages_of(response.getvalue())

    assert [number for number in ("0001", "0002", "0007", "0030", "0444") if number not in page] == []
    assert [password for password in passwords if password in page] == []
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.get(action="download register").details == {"letters": 5}


def test_a_register_counts_as_no_letter_taken(ready: LetterBatch, officer_client: Client) -> None:
    officer_client.get(f"{PAGE}letters/register.pdf").getvalue()

    assert taken() == [("register", "pdf", 5)]
    assert log.newest(series=ready.series, centre=ready.centre) == {}


def test_each_taking_is_on_record(ready: LetterBatch, officer_client: Client) -> None:
    for address in ("letters.pdf", "letters.zip", "letters.pdf?order=group", "letters/0030.pdf"):
        officer_client.get(PAGE + address).getvalue()

    assert taken() == [("all", "pdf", 5), ("all", "zip", 5), ("all", "grouped", 5), ("single", "pdf", 1)]
    assert set(LetterDownload.objects.exclude(what="single").values_list("batch", flat=True)) == {ready.pk}
    assert list(HandedLetter.objects.values_list("candidate__number", flat=True)) == ["0030"]
    assert set(LetterDownload.objects.values_list("by", flat=True)) == {"officer@pk123.example"}
    assert AuditEntry.objects.filter(action__startswith="download").count() == 4


def test_nothing_is_on_record_where_the_entry_cannot_be_written(
    ready: LetterBatch, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("access.letters.downloads.audit.record", refuse)
    for address in ("letters.pdf", "letters.pdf?order=group", "letters/0030.pdf", "letters/register.pdf"):
        with pytest.raises(RuntimeError):
            officer_client.get(PAGE + address)

    assert (LetterDownload.objects.count(), HandedLetter.objects.count()) == (0, 0)


def test_the_page_tells_what_was_taken(ready: LetterBatch, officer_client: Client) -> None:
    assert "Taken so far" not in officer_client.get(PAGE).content.decode()
    for address in ("letters.pdf", "letters/0030.pdf", "letters.zip", "letters/register.pdf"):
        officer_client.get(PAGE + address).getvalue()

    page = officer_client.get(PAGE).content.decode()
    assert page.count("Taken by officer@pk123.example on ") == 3
    assert ": 5 letters, zip" in page
    assert ": register of 5 letters" in page
    assert ": letter of candidate 0030, one PDF" in page
    assert "Everything that was taken (4)" in page
    assert ": 5 letters, one PDF" in officer_client.get(f"{PAGE}letters/taken/").content.decode()


def test_the_history_is_shown_in_pages(ready: LetterBatch, officer_client: Client) -> None:
    LetterDownload.objects.bulk_create(
        LetterDownload(series=ready.series, centre=ready.centre, by="a@b.example", what="all", form="pdf", letters=n)
        for n in range(1, 61)
    )

    first = officer_client.get(f"{PAGE}letters/taken/").content.decode()
    second = officer_client.get(f"{PAGE}letters/taken/?page=2").content.decode()

    assert (first.count("Taken by a@b.example"), second.count("Taken by a@b.example")) == (50, 10)
    assert (": 60 letters," in first, ": 1 letter," in second) == (True, True)


def test_another_centres_history_stays_its_own(
    ready: LetterBatch, officer_client: Client, client: Client, other_officer: User, other_centre: Centre
) -> None:
    officer_client.get(f"{PAGE}letters.pdf").getvalue()

    sign_in(client, other_officer)
    assert client.get(f"{PAGE}letters/taken/").status_code == 404
    assert "Nobody has taken letters" in client.get("/portal/AE310/november-2026/letters/taken/").content.decode()


@pytest.mark.parametrize("address", GET_ONLY)
def test_another_centres_officer_finds_nothing(
    ready: LetterBatch, client: Client, other_officer: User, address: str
) -> None:
    sign_in(client, other_officer)

    assert client.get(PAGE + address).status_code == 404
    assert not LetterDownload.objects.exists()


@pytest.mark.parametrize("address", GET_ONLY)
def test_whoever_only_looks_takes_nothing(ready: LetterBatch, client: Client, centre: Centre, address: str) -> None:
    viewer = builders.make_user("viewer@pk123.example")
    viewer.memberships.create(centre=centre, role=Role.RESULTS_VIEWER)
    sign_in(client, viewer)

    assert client.get(PAGE + address).status_code == 403
    assert not LetterDownload.objects.exists()


@pytest.mark.parametrize("address", GET_ONLY)
def test_taking_is_never_a_post_by_accident(ready: LetterBatch, officer_client: Client, address: str) -> None:
    assert officer_client.post(PAGE + address).status_code in ({200} if "passphrase" in address else {405})
    assert not LetterDownload.objects.exists()


def test_drawing_leaves_no_file_behind(ready: LetterBatch, officer_client: Client) -> None:
    before = sorted(path.name for path in drafts.drafts().iterdir())
    response = officer_client.get(f"{PAGE}letters.pdf?order=group")
    within = sorted(path.name for path in drafts.drafts().iterdir())
    pages = len(PdfReader(BytesIO(response.getvalue())).pages)

    assert (before, within, pages) == ([], [], 6)


def test_a_download_that_is_broken_off_lets_go_of_its_file(ready: LetterBatch, officer_client: Client) -> None:
    response = officer_client.get(f"{PAGE}letters.pdf?order=group")

    response.close()

    assert list(drafts.drafts().iterdir()) == []


@pytest.mark.parametrize("name", ["letters.pdf?order=group", "letters/0001.pdf", "letters/new.pdf", "letters/new.zip"])
def test_a_missing_key_is_told_and_nothing_is_on_record(
    ready: LetterBatch, officer_client: Client, settings: Any, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    settings.LETTERS_KEYS = ["another key, which never sealed anything, and is long enough"]

    page = officer_client.get(f"{PAGE}{name}", follow=True).content.decode()

    assert "Passwords that were issued earlier can&#x27;t be read with the server&#x27;s present keys." in page
    assert "letters could not be downloaded" in caplog.text
    assert taken() == []
