"""Letters that say something else than the ones that were taken, and letters that nobody took yet."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.granting.reissue import reissue
from access.letters.download_history import since_taken
from access.models import AccessSettings, Credential
from candidates.models import Candidate, Release, Series
from centres.models import Centre, User
from letters.downloads import log
from letters.models import HandedLetter, LetterBatch, LetterDownload
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import letters_made, make_roll, number_on, pages_of
from tests.support.giving import PAGE
from tests.support.jobs import run_jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def taken(ready: LetterBatch, officer_client: Client) -> LetterBatch:
    """A batch that an officer took whole."""
    officer_client.get(f"{PAGE}letters.pdf").getvalue()
    return ready


def changed(batch: LetterBatch) -> dict[str, tuple[str, ...]]:
    return since_taken(series=batch.series, centre=batch.centre).changed


def new(batch: LetterBatch) -> tuple[str, ...]:
    return since_taken(series=batch.series, centre=batch.centre).new


def rename(number: str) -> None:
    Candidate.objects.filter(number=number).update(given_names="Amina")


def test_nothing_has_changed_right_after_taking(taken: LetterBatch, officer_client: Client) -> None:
    assert (changed(taken), new(taken)) == ({}, ())
    assert "changed since you took" not in officer_client.get(PAGE).content.decode()


def test_before_anything_was_taken_every_letter_is_new_and_the_page_does_not_say_so(
    ready: LetterBatch, officer_client: Client
) -> None:
    assert (changed(ready), len(new(ready))) == ({}, 5)
    page = officer_client.get(PAGE).content.decode()
    assert ("are new" in page, "changed since" in page) == (False, False)


def test_each_reason_is_named(taken: LetterBatch, officer_client: Client, officer: User, settings: Any) -> None:
    rename("0001")
    assert changed(taken) == {"0001": ("name",)}
    reissue(series=taken.series, centre=taken.centre, candidates=Candidate.objects.filter(number="0002"), by=officer)
    assert changed(taken) == {"0001": ("name",), "0002": ("password",)}
    AccessSettings.objects.update(contact_name="Imran Sheikh")
    assert set(changed(taken).values()) == {("name", "contact"), ("password", "contact"), ("contact",)}
    release = Release.objects.get(qualification__code="IGCSE")
    Release.objects.filter(pk=release.pk).update(releases_at=release.releases_at + timedelta(days=1))
    assert changed(taken)["0444"] == ("releases", "contact")
    Centre.objects.filter(pk=taken.centre_id).update(name="Ravi College")
    assert changed(LetterBatch.objects.get(pk=taken.pk))["0444"] == ("releases", "contact", "centre")
    settings.RESULTS_URL = "https://elsewhere.example"
    assert changed(LetterBatch.objects.get(pk=taken.pk))["0444"] == ("releases", "contact", "centre", "site")


def test_a_delay_changes_when_results_open(taken: LetterBatch) -> None:
    AccessSettings.objects.update(delay=timedelta(hours=1))

    since = since_taken(series=taken.series, centre=taken.centre)

    assert (since.reasons, since.which) == (
        [("when results open", 5)],
        [("when results open", "0001 to 0002, 0007, 0030, 0444")],
    )


def test_the_page_says_how_many_which_and_why(taken: LetterBatch, officer: User, officer_client: Client) -> None:
    AccessSettings.objects.update(contact_name="Imran Sheikh")
    reissue(series=taken.series, centre=taken.centre, candidates=Candidate.objects.filter(number="0002"), by=officer)
    run_jobs()

    page = " ".join(officer_client.get(PAGE).content.decode().split())

    assert "5 letters have changed since you took them:</strong> the contact (5), the password (1)." in page
    assert "<li>The contact: 0001 to 0002, 0007, 0030, 0444</li><li>The password: 0002</li>" in page
    assert f'href="{PAGE}letters/changed.pdf"' in page
    assert f'href="{PAGE}letters/changed.zip"' in page


def test_a_letter_that_says_the_same_again_is_not_changed(taken: LetterBatch) -> None:
    rename("0001")
    Candidate.objects.filter(number="0001").update(given_names="Candidate 0001")

    assert changed(taken) == {}


def test_changed_letters_only(taken: LetterBatch, officer_client: Client) -> None:
    rename("0007")
    rename("0444")

    pages = pages_of(officer_client.get(f"{PAGE}letters/changed.pdf").getvalue())

    assert [(number_on(page), "Amina" in page) for page in pages] == [("0007", True), ("0444", True)]
    assert changed(taken) == {}
    entry = AuditEntry.objects.get(action="download changed letters")
    record = LetterDownload.objects.get(what="changed")
    assert entry.details == {"letters": 2, "record": record.pk, "numbers": ["0007", "0444"]}


def test_changed_letters_as_zip(taken: LetterBatch, officer_client: Client) -> None:
    rename("0007")

    archive = ZipFile(BytesIO(officer_client.get(f"{PAGE}letters/changed.zip").getvalue()))

    assert archive.namelist() == ["PK123_0007.pdf"]
    assert "Amina" in pages_of(archive.read("PK123_0007.pdf"))[0]


def test_a_reissued_letter_can_be_printed_at_once(taken: LetterBatch, officer: User, officer_client: Client) -> None:
    chosen = Candidate.objects.filter(number="0002")
    reissue(series=taken.series, centre=taken.centre, candidates=chosen, by=officer)

    (page,) = pages_of(officer_client.get(f"{PAGE}letters/changed.pdf").getvalue())

    assert number_on(page) == "0002"


def test_with_nothing_changed_there_is_no_file(taken: LetterBatch, officer_client: Client) -> None:
    page = officer_client.get(f"{PAGE}letters/changed.pdf", follow=True)

    assert page.redirect_chain == [(PAGE, 302)]
    assert "No letter has changed since you took it." in page.content.decode()
    assert LetterDownload.objects.count() == 1


def test_after_reselecting_only_those_added_are_new(
    taken: LetterBatch, series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    builders.make_entry(builders.make_candidate(series, centre, "0500"))
    letters_made(series, centre, officer)

    page = officer_client.get(PAGE).content.decode()
    assert ("One letter is new." in page, '<p class="which-letters">0500</p>' in page) == (True, True)
    (page,) = pages_of(officer_client.get(f"{PAGE}letters/new.pdf").getvalue())
    assert number_on(page) == "0500"
    assert (new(taken), changed(taken)) == ((), {})
    refused = officer_client.get(f"{PAGE}letters/new.pdf", follow=True).content.decode()
    assert "No letter is new" in refused


def test_the_newest_letter_taken_counts_whichever_way_it_was_taken(taken: LetterBatch, officer_client: Client) -> None:
    rename("0007")
    officer_client.get(f"{PAGE}letters/0007.pdf").getvalue()
    assert changed(taken) == {}

    run_jobs()
    officer_client.get(PAGE)
    run_jobs()
    officer_client.get(f"{PAGE}letters.pdf").getvalue()
    Candidate.objects.filter(number="0007").update(given_names="Candidate 0007")
    assert changed(taken) == {"0007": ("name",)}


def test_the_last_of_several_takings_counts(taken: LetterBatch, officer_client: Client) -> None:
    for name in ("Amina", "Bushra", "Candidate 0007"):
        Candidate.objects.filter(number="0007").update(given_names=name)
        officer_client.get(f"{PAGE}letters/changed.pdf").getvalue()
        assert changed(taken) == {}
        officer_client.get(PAGE)
        run_jobs()
        officer_client.get(f"{PAGE}letters.pdf").getvalue()
        officer_client.get(f"{PAGE}letters.zip").getvalue()
        assert changed(taken) == {}


def test_somebody_who_lost_access_and_got_it_back_is_not_new(
    taken: LetterBatch, series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    Candidate.objects.filter(number="0030").update(withdrawn=True)
    letters_made(series, centre, officer)
    officer_client.get(f"{PAGE}letters.pdf").getvalue()
    Candidate.objects.filter(number="0030").update(withdrawn=False)

    assert (changed(taken), new(taken)) == ({}, ())


def test_nothing_is_offered_for_those_without_access(taken: LetterBatch, officer_client: Client) -> None:
    rename("0030")
    Candidate.objects.filter(number="0030").update(withdrawn=True)

    assert changed(taken) == {}


def test_a_whole_batch_by_group_refers_to_its_rows(taken: LetterBatch, officer_client: Client) -> None:
    officer_client.get(f"{PAGE}letters.pdf?order=group").getvalue()

    assert LetterDownload.objects.filter(batch=taken).count() == 2
    assert not HandedLetter.objects.exists()


def test_expired_letters_are_neither_changed_nor_new(taken: LetterBatch, officer_client: Client) -> None:
    Credential.objects.update(sealed_password=None)

    assert (changed(taken), new(taken)) == ({}, ())
    page = officer_client.get(f"{PAGE}letters/0001.pdf", follow=True).content.decode()
    assert "The letter of candidate 0001 has expired." in page


def test_what_is_on_file_is_not_worked_out_again(
    taken: LetterBatch, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename("0001")
    officer_client.get(PAGE)
    run_jobs()
    worked_out = changed(taken)
    monkeypatch.delattr("access.letters.download_history.contents.current_digests")

    assert changed(taken) == worked_out == {"0001": ("name",)}


def test_as_many_queries_for_many_as_for_one(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    counts = []
    for numbers in (["0001"], [f"{number:04d}" for number in range(2, 60)]):
        make_roll(series, centre, numbers)
        letters_made(series, centre, officer)
        officer_client.get(f"{PAGE}letters.pdf").getvalue()
        officer_client.get(f"{PAGE}letters/{numbers[0]}.pdf").getvalue()
        AccessSettings.objects.update(contact_name=f"Somebody {numbers[0]}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = since_taken(series=series, centre=centre)
        counts.append((len(found.changed), len(captured)))

    assert [changed for changed, _queries in counts] == [1, 59]
    assert counts[0][1] == counts[1][1] <= 16


def test_once_letters_expire_it_is_forgotten_what_they_said_and_kept_that_they_were_taken(
    taken: LetterBatch, officer_client: Client
) -> None:
    officer_client.get(f"{PAGE}letters/0007.pdf").getvalue()
    Release.objects.update(releases_at=timezone.now() - timedelta(days=31))

    call_command("purge_letters")

    assert (HandedLetter.objects.count(), LetterDownload.objects.count()) == (0, 2)
    assert log.newest(series=taken.series, centre=taken.centre) == {}
    assert "letter of candidate 0007" in officer_client.get(PAGE).content.decode()
