"""Letters on the officer's page: progress, downloads, trying again, and what is never served."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models import LetterBatch
from letters.storage import drafts
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, letters_made, make_roll, number_on, pages_of, printed_on
from tests.support.giving import PAGE
from tests.support.jobs import run_jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def test_the_page_offers_letters_that_are_ready(ready: LetterBatch, officer_client: Client) -> None:
    page = officer_client.get(PAGE).content.decode()

    assert "5 letters are ready." in page
    assert f'href="{PAGE}letters.pdf"' in page
    assert f'href="{PAGE}letters.zip"' in page
    assert "hx-get" not in page
    assert "http-equiv" not in page


def test_the_pdf_is_whole_in_order_and_on_record(ready: LetterBatch, officer_client: Client) -> None:
    response = officer_client.get(f"{PAGE}letters.pdf")
    data = response.getvalue()

    assert [number_on(page) for page in pages_of(data)] == ["0001", "0002", "0007", "0030", "0444"]
    assert int(response["Content-Length"]) == len(data) == ready.pdf_bytes
    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-letters.pdf"'
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(action="download letters")
    assert (entry.actor, entry.details) == ("officer@pk123.example", {"letters": 5, "batch": ready.pk})


def test_the_zip_holds_the_same_letters_one_by_one(ready: LetterBatch, officer_client: Client) -> None:
    combined = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    archive = ZipFile(BytesIO(officer_client.get(f"{PAGE}letters.zip").getvalue()))

    assert archive.namelist() == [f"PK123_{number}.pdf" for number in ("0001", "0002", "0007", "0030", "0444")]
    assert [pages_of(archive.read(name)) for name in archive.namelist()] == [[page] for page in combined]


def test_a_single_letter_says_what_its_page_says(ready: LetterBatch, officer_client: Client) -> None:
    combined = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    response = officer_client.get(f"{PAGE}letters/0030.pdf")

    assert pages_of(response.getvalue()) == [combined[3]]
    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-0030.pdf"'
    assert AuditEntry.objects.get(action="download letter").target == "0030"


@pytest.mark.parametrize("number", ["0003", "9999", "abcd", "00301", "0030%00"])
def test_no_letter_for_a_number_without_access(ready: LetterBatch, officer_client: Client, number: str) -> None:
    assert officer_client.get(f"{PAGE}letters/{number}.pdf").status_code == 404


def test_somebody_whose_access_was_withdrawn_is_in_no_file_any_more(
    ready: LetterBatch, roll: list[Candidate], officer_client: Client
) -> None:
    Candidate.objects.filter(number="0030").update(withdrawn=True)

    refused = officer_client.get(f"{PAGE}letters.pdf", follow=True)
    assert refused.redirect_chain == [(PAGE, 302)]
    assert "being brought up to date" in refused.content.decode()
    assert officer_client.get(f"{PAGE}letters/0030.pdf").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="download").exists()

    run_jobs()
    renewed = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    assert [number_on(page) for page in renewed] == ["0001", "0002", "0007", "0444"]


def test_letters_that_say_something_old_are_made_again_and_not_offered(
    ready: LetterBatch, roll: list[Candidate], officer_client: Client
) -> None:
    Candidate.objects.filter(number="0002").update(given_names="Amina")

    page = officer_client.get(PAGE).content.decode()
    assert "They are being brought up to date." in page
    assert "letters.pdf" not in page

    run_jobs()
    assert "5 letters are ready." in officer_client.get(PAGE).content.decode()
    assert "Amina" in pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())[1]


def test_bringing_letters_up_to_date_gives_nobody_a_first_password(
    ready: LetterBatch, roll: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    builders.make_candidate(series, centre, "0500")
    Candidate.objects.filter(number="0002").update(given_names="Amina")

    officer_client.get(PAGE)
    run_jobs()

    assert not Credential.objects.filter(candidate__number="0500").exists()
    assert "5 letters are ready." in officer_client.get(PAGE).content.decode()


def test_nothing_is_served_once_nobody_has_access(ready: LetterBatch, officer_client: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)

    assert officer_client.get(f"{PAGE}letters.pdf").status_code == 302
    assert officer_client.get(f"{PAGE}letters/0001.pdf").status_code == 404
    assert "letters.pdf" not in officer_client.get(PAGE).content.decode()


def test_a_damaged_file_is_told_and_made_again(ready: LetterBatch, officer_client: Client) -> None:
    with drafts.storage().open(ready.pdf_name, "r+b") as file:
        file.seek(200)
        file.write(b"damage")

    page = officer_client.get(f"{PAGE}letters.pdf", follow=True).content.decode()
    assert "The file with these letters was damaged. They are being made again." in page

    run_jobs()
    assert len(pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())) == 5


def test_progress_is_shown_and_asked_for_again(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    batch = ask_for_letters(series, centre, officer)
    LetterBatch.objects.filter(pk=batch.pk).update(
        state="running", stage="letters", done=312, total=1240, heartbeat_at=builders.in_the_past()
    )

    page = officer_client.get(PAGE).content.decode()
    assert '<progress id="letters-progress" value="312" max="1240"></progress>' in page
    assert "312 of 1,240" in page
    assert f'hx-get="{PAGE}letters/progress/?shown=LETTERS" hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Nothing is working on the letters at the moment." in page


def test_the_part_that_polls_reads_out_what_is_new_only(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    ask_for_letters(series, centre, officer)
    address = f"{PAGE}letters/progress/"

    assert "letters-news" not in officer_client.get(address, {"shown": "WAITING"}).content.decode()
    run_jobs()
    news = officer_client.get(address, {"shown": "WAITING"}).content.decode()
    assert '<div id="letters-news" hx-swap-oob="innerHTML">Letters: ready</div>' in news
    assert "hx-get" not in news


def test_a_failure_tells_why_and_can_be_tried_again(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    batch = ask_for_letters(series, centre, officer)
    reason = "The server's disk is full."
    LetterBatch.objects.filter(pk=batch.pk).update(state="failed", reason=reason)

    page = officer_client.get(PAGE).content.decode()
    assert "The letters could not be made.</strong> The server&#x27;s disk is full." in page
    assert "Try again" in page

    officer_client.post(f"{PAGE}letters/again/")
    run_jobs()
    assert "5 letters are ready." in officer_client.get(PAGE).content.decode()


def test_work_can_be_stopped(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    ask_for_letters(series, centre, officer)

    page = officer_client.post(f"{PAGE}letters/stop/", follow=True).content.decode()
    run_jobs()

    assert "You stopped it." in page
    assert not Credential.objects.exists()
    assert AuditEntry.objects.filter(action="cancel letters").count() == 1
    second = officer_client.post(f"{PAGE}letters/stop/", follow=True).content.decode()
    assert "No letters are being made at the moment." in second


def test_names_that_no_font_draws_are_told_with_their_numbers(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    make_roll(series, centre)
    Candidate.objects.filter(number="0030").update(given_names="\U00012000\U00012001", family_name="")
    letters_made(series, centre, officer)

    page = " ".join(officer_client.get(PAGE).content.decode().split())
    assert "candidate 0030 have a line instead" in page or "candidate 0030 has a line instead" in page


def test_a_viewer_sees_the_state_but_no_downloads(ready: LetterBatch, centre: Centre, client: Client) -> None:
    viewer = builders.make_officer(centre)
    viewer.memberships.update(role=Role.RESULTS_VIEWER)
    client.force_login(viewer)

    page = client.get(PAGE).content.decode()
    assert "5 letters are ready." in page
    assert "letters.pdf" not in page
    assert client.get(f"{PAGE}letters.pdf").status_code == 403


def test_another_centres_officer_finds_nothing(ready: LetterBatch, other_officer: User, client: Client) -> None:
    client.force_login(other_officer)

    for address in ("letters.pdf", "letters.zip", "letters/0001.pdf", "letters/progress/"):
        assert client.get(PAGE + address).status_code == 404


def test_every_printed_password_opens_its_own_candidates_credential(ready: LetterBatch, officer_client: Client) -> None:
    pages = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())

    usernames = {number_on(page): printed_on(page)[0] for page in pages}
    assert usernames == dict(Credential.objects.values_list("candidate__number", "username"))
