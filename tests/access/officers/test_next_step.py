"""The next step is on the page: what an officer most likely wants now is offered where they are."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from access.models import AccessSettings, Credential, Status
from access.officers.queries.overview import overview_of
from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch
from tests.support import builders
from tests.support.giving import CONTACT, PAGE, enter, save, typed
from tests.support.jobs import run_jobs

CANDIDATES = f"{PAGE}candidates/"
REISSUE = f"{CANDIDATES}reissue/"


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store")
class TestAfterAReissue:
    """The officer comes back to the list as it was, and there is the letter."""

    def test_the_new_letter_is_offered_in_the_list(self, ready: LetterBatch, officer_client: Client) -> None:
        fields = {"scope": "ticked", "candidates": "0007", "confirmed": "yes", "q": "rahman", "sort": "-name"}

        response = officer_client.post(REISSUE, fields)

        assert response["Location"] == f"{CANDIDATES}?q=rahman&sort=-name&reissued=0007"
        page = text(officer_client.get(response["Location"]))
        assert "<strong>The new letter of 0007 <bdi>Candidate 0007 Rahman</bdi></strong> is letter number 2" in page
        assert f'href="{PAGE}letters/0007.pdf">Download the new letter</a>' in page

    def test_several_new_letters_come_as_one_file(self, ready: LetterBatch, officer_client: Client) -> None:
        fields = {"scope": "ticked", "candidates": ["0001", "0002", "0007"], "confirmed": "yes"}

        response = officer_client.post(REISSUE, fields, follow=True)

        assert response.redirect_chain == [(f"{CANDIDATES}?reissued=0001-0002+0007", 302)]
        page = text(response)
        assert "<strong>3 candidates have new letters.</strong>" in page
        sent = re.findall(r'type="hidden" name="candidates" value="(\d{4})"', page)
        chosen = officer_client.post(f"{PAGE}letters/chosen.pdf", {"scope": "ticked", "candidates": sent})
        assert chosen["Content-Type"] == "application/pdf"

    def test_asking_back_leads_back_to_the_same_list(self, ready: LetterBatch, officer_client: Client) -> None:
        page = text(officer_client.post(REISSUE, {"scope": "ticked", "candidates": "0007", "q": "rahman"}))

        assert f'href="{CANDIDATES}?q=rahman">Leave everything as it is</a>' in page

    @pytest.mark.parametrize("odd", ["x", "0042", "9999-0001", "\x00", "1" * 5000])
    def test_an_address_of_ones_own_making_offers_nothing(
        self, odd: str, ready: LetterBatch, officer_client: Client
    ) -> None:
        response = officer_client.get(CANDIDATES, {"reissued": odd})

        assert (response.status_code, "new letter" in text(response)) == (200, False)

    def test_ready_letters_are_the_main_button_and_the_other_ways_a_list(
        self, ready: LetterBatch, officer_client: Client
    ) -> None:
        page = text(officer_client.get(PAGE))

        assert re.findall(r'class="btn btn-primary" href="([^"]+)">([^<]+)<', page) == [
            (f"{PAGE}letters.pdf", "Download letters")
        ]
        ways = re.findall(r"<li><a href=\"[^\"]+\">([^<]+)</a>", page.split("Other ways")[1])
        assert ways[:5] == [
            "Download zip",
            "One PDF by teaching group",
            "With a passphrase",
            "Send letters by email",
            "Register",
        ]

    def test_after_no_candidates_no_letters_are_made_and_none_lie_ready(
        self, ready: LetterBatch, series: Series, centre: Centre, officer: User
    ) -> None:
        save(series, centre, officer, Status.NONE)

        run_jobs()

        assert list(LetterBatch.objects.values_list("state", "pdf_name")) == [("replaced", "")]

    def test_letters_that_are_being_made_are_stopped(
        self, ready: LetterBatch, series: Series, centre: Centre, officer: User
    ) -> None:
        builders.make_candidate(series, centre, "0900")
        save(series, centre, officer, Status.ALL)
        assert LetterBatch.objects.filter(state__in=LetterBatch.ACTIVE).count() == 1

        save(series, centre, officer, Status.NONE)
        run_jobs()

        assert not LetterBatch.objects.filter(state__in=[*LetterBatch.ACTIVE, "ready"]).exists()
        assert not Credential.objects.filter(candidate__number="0900").exists()


def test_a_wholly_released_series_says_so_and_offers_no_delay(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 1)
    save(series, centre, officer)
    assert f'href="{PAGE}delay/"' in text(officer_client.get(PAGE))
    builders.make_release(series, "IGCSE", builders.in_the_past())

    page = text(officer_client.get(PAGE))

    assert '<span class="status status-good">Released</span> Candidates with access can see all their results.' in page
    assert f'href="{PAGE}delay/"' not in page
    delay = text(officer_client.get(f"{PAGE}delay/"))
    assert "there is nothing to delay" in delay
    assert '<form method="post" class="status-form"' not in delay


def test_what_the_centres_delay_still_keeps_shut_is_not_released(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 1)
    builders.make_release(series, "IGCSE", builders.in_the_past())
    save(series, centre, officer)
    AccessSettings.objects.update(delay=timedelta(days=3))

    assert not overview_of(series=series, centre=centre).wholly_released
    assert f'href="{PAGE}delay/"' in text(officer_client.get(PAGE))


def test_the_contact_of_the_last_series_is_offered_again(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    june = builders.make_series("June 2026")
    enter(june, centre, 1)
    save(june, centre, officer)
    enter(series, centre, 1)

    page = text(officer_client.get(f"{PAGE}status/"))

    assert f'value="{CONTACT.name}"' in page
    assert f'value="{CONTACT.telephone}"' in page
    assert "Taken over from June 2026, so check that it still holds." in page
    # The tick is the officer's own word, for each series anew.
    assert not re.search(r'name="deals_with_queries"[^>]* checked', page)


def test_another_centres_contact_is_never_offered(
    series: Series, centre: Centre, other_centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, other_centre, 1)
    save(series, other_centre, officer)
    enter(series, centre, 1)

    assert CONTACT.name not in text(officer_client.get(f"{PAGE}status/"))


def test_administer_exams_tells_each_series_state_and_what_opens_next(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    june = builders.make_series("June 2026")
    builders.make_release(june, "IGCSE", builders.in_the_past())
    for one in (series, june):
        enter(one, centre, 1)
    save(june, centre, officer)

    page = text(officer_client.get("/portal/"))

    assert "All candidates · Released" in page
    assert re.search(r"No candidates · Cambridge IGCSE: \w+day \d+ \w+ \d{4}, \d\d:\d\d \(Karachi\)", page)


def test_selected_candidates_can_be_named_by_number(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 9)

    officer_client.post(f"{PAGE}status/", typed(status="selected", candidates=["0001"], numbers="3-5, 8\n9"))

    selected = AccessSettings.objects.get().centre.candidates.filter(selected__isnull=False)
    assert list(selected.values_list("number", flat=True)) == ["0001", "0003", "0004", "0005", "0008", "0009"]


def test_a_number_that_nobody_has_is_said_at_its_field(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 2)

    response = officer_client.post(f"{PAGE}status/", typed(status="selected", numbers="0001 0777"))

    assert response.context["form"].errors == {"numbers": ["No candidate of your centre has this number: 0777."]}
    assert "0001 0777" in text(response)
    assert not AccessSettings.objects.exists()
