"""*What will change*, as an officer meets it: shown before what is large, confirmed or gone back from."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from access.models import AccessSettings, SelectedCandidate, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models.mail import LetterMail
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.giving import PAGE, enter, save, selected, typed
from tests.support.previews import hidden_in, is_preview, press

STATUS, DELAY, CANDIDATES = f"{PAGE}status/", f"{PAGE}delay/", f"{PAGE}candidates/"
NONE = {"status": "none", "version": "1"}


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def plain(response: Any) -> str:
    """The words of the page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


@pytest.fixture
def everyone(entered: list[Candidate], series: Series, centre: Centre, officer: User) -> AccessSettings:
    """Candidates 0001, 0002 and 0003 with access."""
    return save(series, centre, officer)


def test_no_candidates_says_first_who_loses_access(everyone: AccessSettings, officer_client: Client) -> None:
    page = officer_client.post(STATUS, NONE)

    assert is_preview(page)
    said = plain(page)
    assert "What will change" in said
    assert "Nothing has changed yet." in said
    assert "All candidates becomes No candidates ." in said
    assert "3 candidates will lose access: 0001 Candidate 0001 Rahman , 0002" in said
    assert "The files with letters are removed." in said
    assert "At once when you confirm" in said
    assert AccessSettings.objects.get().status == "all"
    assert AuditEntry.objects.count() == 1


def test_confirm_does_it(everyone: AccessSettings, officer_client: Client) -> None:
    page = officer_client.post(STATUS, NONE)

    response = press(officer_client, STATUS, page, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert AccessSettings.objects.get().status == "none"


def test_go_back_keeps_what_was_typed(everyone: AccessSettings, officer_client: Client) -> None:
    page = officer_client.post(STATUS, typed(status="none", contact_name="Bilal Ahmed", version="1"))

    back = officer_client.post(STATUS, {**hidden_in(page), "step": "edit"})

    assert 'value="Bilal Ahmed"' in text(back)
    assert re.findall(r'name="status" value="(\w+)"[^>]* checked', back.content.decode()) == ["none"]
    assert "There is a problem" not in text(back)
    assert AccessSettings.objects.get().status == "all"


def test_ticks_survive_both_ways(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 60)
    wanted = [f"{number:04}" for number in range(1, 53)]
    page = officer_client.post(STATUS, typed(status="selected", candidates=wanted[:50], numbers="51-52"))
    assert is_preview(page)
    assert "52 candidates will gain access: 0001" in plain(page)
    assert "Show all 52" in plain(page)
    assert not SelectedCandidate.objects.exists()

    back = press(officer_client, STATUS, page, step="edit")
    assert set(re.findall(r'name="candidates" value="(\d{4})" checked', back.content.decode())) == set(wanted)
    press(officer_client, STATUS, page)

    assert selected(series, centre) == set(wanted)


@pytest.mark.parametrize("fields", [typed(), typed(status="selected", candidates=["0001"])])
def test_small_changes_go_through_at_once(
    entered: list[Candidate], officer_client: Client, fields: dict[str, Any]
) -> None:
    assert officer_client.post(STATUS, fields).status_code == 302
    assert AccessSettings.objects.get().status == fields["status"]


def test_all_at_a_large_centre_is_shown(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 51)

    page = officer_client.post(STATUS, typed())

    said = plain(page)
    assert "51 candidates will gain access" in said
    assert "51 candidates will get a username and a password for the first time." in said
    assert "Letters are made for 51 candidates." in said
    press(officer_client, STATUS, page)
    assert AccessSettings.objects.get().status == "all"


def test_emails_that_would_not_go_out_are_named(
    everyone: AccessSettings, entered: list[Candidate], officer_client: Client
) -> None:
    for person in entered[:2]:
        LetterMail.objects.create(candidate=person, letter="a" * 64, address="a@example.org", queued_by="officer")

    assert "2 emails are still waiting and will not be sent." in plain(officer_client.post(STATUS, NONE))


def test_a_colleague_who_was_faster_is_named_and_the_preview_is_shown_anew(
    everyone: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    page = officer_client.post(STATUS, NONE)
    colleague = builders.make_officer(centre, email="colleague@pk123.example")
    save(series, centre, colleague, Status.SELECTED, selection={"0001"})

    anew = press(officer_client, STATUS, page)

    assert is_preview(anew)
    said = plain(anew)
    assert "colleague@pk123.example has changed who has access since this page was opened" in said
    assert "1 candidate will lose access: 0001" in said
    assert AccessSettings.objects.get().status == "selected"
    press(officer_client, STATUS, anew)
    assert AccessSettings.objects.get().status == "none"


def test_candidates_who_were_added_meanwhile_are_shown_anew(
    everyone: AccessSettings, series: Series, centre: Centre, officer_client: Client
) -> None:
    page = officer_client.post(STATUS, NONE)
    enter(series, centre, 1, start=9)

    anew = press(officer_client, STATUS, page)

    assert is_preview(anew)
    assert "Something has changed since you looked" in plain(anew)
    assert "4 candidates will lose access" in plain(anew)
    assert AccessSettings.objects.get().status == "all"


@pytest.mark.parametrize("changed", [{"seen": "0" * 32}, {"status": "selected", "numbers": ""}])
def test_what_was_not_shown_is_not_done(
    everyone: AccessSettings, officer_client: Client, changed: dict[str, str]
) -> None:
    page = officer_client.post(STATUS, NONE)

    officer_client.post(STATUS, {**hidden_in(page), "step": "confirm", **changed})

    assert AccessSettings.objects.get().status == "all"


def test_a_stale_form_is_refused_before_anything_is_shown(
    everyone: AccessSettings, series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001"})

    page = officer_client.post(STATUS, NONE)

    assert not is_preview(page)
    assert "You have changed who has access since this page was opened" in text(page)


def test_a_delay_is_shown_with_the_times_that_hold_then(everyone: AccessSettings, officer_client: Client) -> None:
    page = officer_client.post(DELAY, {"when": "hours", "hours": "3", "version": "1"})

    assert is_preview(page)
    said = plain(page)
    assert "Now: as soon as they are released. Then: 3 hours after the release." in said
    assert "Nobody gains or loses access. 3 candidates with access will see results later than now." in said
    assert "Cambridge IGCSE" in said or "IGCSE" in said
    back = press(officer_client, DELAY, page, step="edit")
    assert 'value="3"' in text(back)
    press(officer_client, DELAY, page)
    assert AccessSettings.objects.get().delay.total_seconds() == 3 * 3600


def test_a_delay_that_holds_already_is_saved_without_a_preview(
    everyone: AccessSettings, officer_client: Client
) -> None:
    assert officer_client.post(DELAY, {"when": "at once", "version": "1"}).status_code == 302


def test_the_list_shows_it_for_many_and_goes_back_with_its_ticks(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 60)
    save(series, centre, officer)
    ticked = [f"{number:04}" for number in range(1, 56)]
    form = {"scope": "ticked", "candidates": ticked, "action": "deselect", "version": "1", "q": "rahman", "page": "1"}

    page = officer_client.post(CANDIDATES, form)

    assert is_preview(page)
    assert "All candidates becomes Selected candidates ." in plain(page)
    assert "55 candidates will lose access" in plain(page)
    back = press(officer_client, CANDIDATES, page, step="edit")
    assert set(re.findall(r'name="candidates" value="(\d{4})" checked', back.content.decode())) == set(ticked)
    assert 'value="rahman"' in text(back)
    press(officer_client, CANDIDATES, page)
    assert len(selected(series, centre)) == 5


def test_everyone_found_is_confirmed_as_found(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 55)
    enter(series, centre, 5, start=900, teaching_group="12B")
    save(series, centre, officer)
    form = {"scope": "found", "group": "11A", "action": "deselect", "version": "1"}

    response = press(officer_client, CANDIDATES, officer_client.post(CANDIDATES, form))

    assert response.headers["Location"] == f"{CANDIDATES}?group=11A"
    assert selected(series, centre) == {f"{number:04}" for number in range(900, 905)}


def test_it_is_light_at_a_large_centre(series: Series, centre: Centre, officer_client: Client) -> None:
    people = Candidate.objects.bulk_create(
        Candidate(
            series=series, centre=centre, number=f"{number:04}", given_names="Oluwaseun", family_name="Adebayo-Williams"
        )
        for number in range(1, 1_241)
    )
    everyone = typed(status="selected", candidates=[person.number for person in people])

    page = officer_client.post(STATUS, everyone)

    assert is_preview(page)
    assert len(page.content) < 150_000


@pytest.mark.parametrize("role", [Role.RESULTS_VIEWER, Role.HEAD])
def test_who_may_only_look_is_shown_nothing(
    everyone: AccessSettings, officer: User, officer_client: Client, role: Role
) -> None:
    officer.memberships.update(role=role)

    assert officer_client.post(STATUS, NONE).status_code == 403
    assert officer_client.post(DELAY, {"when": "hours", "hours": "3", "version": "1"}).status_code == 403
