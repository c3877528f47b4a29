"""*Undo* as an officer meets it: on the page after a change, with what stays, and nobody else's to press."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from access.models import AccessSettings, EarlierSettings, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models import LetterDownload
from tests.support.giving import PAGE, save, selected, typed
from tests.support.previews import confirmed
from tests.support.signed_in import prove, sign_in

UNDO = f"{PAGE}undo/"
BUTTON = '<button class="btn btn-outline-primary" type="submit">Undo</button>'


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def status_now() -> str:
    return AccessSettings.objects.get().status


def test_after_a_change_the_page_offers_it_and_it_puts_everything_back(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    officer_client.post(f"{PAGE}status/", typed(status="selected", candidates=["0001", "0003"]))
    page = text(confirmed(officer_client, f"{PAGE}status/", {"status": "none", "version": "1"}, follow=True))
    assert BUTTON in page
    assert "Who has access was changed by officer@pk123.example on" in page

    response = officer_client.post(UNDO, {"version": "2", "page": "overview"}, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert "Undone: Selected candidates, as before. 2 candidates have access." in text(response)
    assert BUTTON not in text(response)
    assert selected(series, centre) == {"0001", "0003"}


def test_it_is_offered_in_the_list_too_and_leads_back_there(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer)
    form = {"scope": "ticked", "candidates": ["0002"], "action": "deselect", "version": "1"}
    page = text(officer_client.post(f"{PAGE}candidates/", form, follow=True))
    assert BUTTON in page

    response = officer_client.post(UNDO, {"version": "2", "page": "candidates"}, follow=True)

    assert response.redirect_chain == [(f"{PAGE}candidates/", 302)]
    assert status_now() == "all"


def test_a_delay_says_that_it_is_one(entered: list[Candidate], officer_client: Client) -> None:
    fields = {"when": "hours", "hours": "3", "version": "0"}
    page = text(confirmed(officer_client, f"{PAGE}delay/", fields, follow=True))
    assert "The delay was changed by officer@pk123.example" in page

    page = text(officer_client.post(UNDO, {"version": "1", "page": "overview"}, follow=True))

    assert "Undone: candidates see their results as soon as they are released, as before." in page


def test_what_cannot_be_taken_back_is_said_before_and_after(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer)
    LetterDownload.objects.create(series=series, centre=centre, by="officer", what="all", form="pdf", letters=3)
    said = "3 letters were downloaded since, and can’t be taken back."  # noqa: RUF001

    assert said in text(officer_client.get(PAGE))
    assert said in text(officer_client.post(UNDO, {"version": "1", "page": "overview"}, follow=True))


def test_too_late_is_said_and_changes_nothing(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer)
    EarlierSettings.objects.update(made_at=Now() - timedelta(minutes=10))

    assert BUTTON not in text(officer_client.get(PAGE))
    page = text(officer_client.post(UNDO, {"version": "1", "page": "overview"}, follow=True))

    assert "This can't be undone any more" in page
    assert status_now() == "all"


@pytest.mark.parametrize("fields", [{}, {"version": "x", "page": "overview"}, {"version": "1", "page": "admin"}])
def test_a_form_that_is_none_undoes_nothing(
    entered: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
    fields: dict[str, str],
) -> None:
    save(series, centre, officer)

    assert officer_client.post(UNDO, fields).headers["Location"] == PAGE
    assert status_now() == "all"


@pytest.mark.parametrize("role", [Role.RESULTS_VIEWER, Role.HEAD])
def test_who_may_only_look_is_not_offered_it_and_may_not(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client, role: Role
) -> None:
    save(series, centre, officer)
    officer.memberships.update(role=role)

    assert BUTTON not in text(officer_client.get(PAGE))
    assert officer_client.post(UNDO, {"version": "1", "page": "overview"}).status_code == 403
    assert status_now() == "all"


def test_another_centres_officer_finds_nothing(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, other_officer: User, client: Client
) -> None:
    save(series, centre, officer)

    response = sign_in(client, other_officer).post(UNDO, {"version": "1", "page": "overview"})

    assert response.status_code == 404
    assert status_now() == "all"


def test_at_a_large_centre_it_wants_fresh_proof(
    entered: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
    settings: Settings,
) -> None:
    settings.PROOF_FROM_CANDIDATES = 3
    save(series, centre, officer, Status.ALL)

    response = prove(officer_client, minutes_ago=20).post(UNDO, {"version": "1", "page": "overview"})

    assert response.headers["Location"].startswith("/portal/accounts/reauthenticate/")
    assert status_now() == "all"
