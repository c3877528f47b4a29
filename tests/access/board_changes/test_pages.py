"""The pages: what is written is shown with what will change, and done as shown. The raw forms lead here."""

from typing import Any

import pytest
from django.test import Client

from candidates.models import Candidate, ChangeRequest, Entry, ReleaseException, Series
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from results_portal.text.rehearsal import MARK
from tests.support import builders
from tests.support.board_changes import confirmed, shown, words
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of

MOVE = {"centre": "gb045", "number": "0077", "reason": "the family moved"}


def page(candidate: Candidate, name: str) -> str:
    return f"/admin/changes/candidates/{candidate.pk}/{name}/"


def test_a_move_is_shown_and_nothing_is_done_before_it_is_confirmed(
    candidate: Candidate, elsewhere: Centre, first: User
) -> None:
    said = words(shown(browser_of(first), page(candidate, "move"), MOVE))

    assert "There is no username yet" in said
    assert "GB045 gives access to nobody in this series" in said
    assert Candidate.objects.get().centre.number == "PK123"


def test_confirmed_it_is_done(candidate: Candidate, elsewhere: Centre, first: User) -> None:
    answer = confirmed(browser_of(first), page(candidate, "move"), MOVE)

    assert "Done." in words(answer)
    candidate.refresh_from_db()
    assert (candidate.centre, candidate.number) == (elsewhere, "0077")


def test_what_stands_in_the_way_is_said_and_cant_be_confirmed(
    candidate: Candidate, elsewhere: Centre, first: User
) -> None:
    builders.make_candidate(candidate.series, elsewhere, "0077")

    answer = shown(browser_of(first), page(candidate, "move"), MOVE)

    assert "GB045 0077 is somebody else's number" in words(answer)
    assert 'name="confirm"' not in answer.content.decode()


def test_a_preview_that_is_out_of_date_is_shown_anew(candidate: Candidate, elsewhere: Centre, first: User) -> None:
    answer = browser_of(first).post(page(candidate, "move"), {**MOVE, "confirm": "yes", "seen": "0" * 32})

    assert "Something has changed since this was shown. Nothing was done." in words(answer)
    assert "What will change" in words(answer)
    assert Candidate.objects.count() == 1


def test_a_move_that_shows_results_earlier_waits_for_a_second_person(
    candidate: Candidate, elsewhere: Centre, later_in_pakistan: ReleaseException, first: User, second: User
) -> None:
    asked = confirmed(browser_of(first), page(candidate, "move"), MOVE)
    request = ChangeRequest.objects.get()
    assert "a second person has to confirm this" in words(asked)
    assert "opens earlier" in words(asked)

    done = browser_of(second).post(f"/admin/requests/{request.pk}/", {"confirm": "yes"}, follow=True)

    assert "Confirmed and done." in words(done)
    assert "Asked for: centre GB045, number 0077" in words(browser_of(first).get(f"/admin/requests/{request.pk}/"))
    candidate.refresh_from_db()
    assert candidate.centre == elsewhere


NAMES = {"family_name": "Rehman", "given_names": "Candidate 0042", "reason": "a spelling"}


def test_who_it_is_has_to_be_said(candidate: Candidate, first: User) -> None:
    answer = browser_of(first).post(page(candidate, "rename"), NAMES)

    assert "Choose who it is." in words(answer)


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("rename", {**NAMES, "who": "same"}, "username, password and sessions stay"),
        ("rename", {**NAMES, "who": "another"}, "2 entries were the earlier person's"),
        ("withdraw", {"reason": "ill"}, "no access any more"),
    ],
)
def test_every_page_of_a_candidate_says_what_follows(
    candidate: Candidate, first: User, name: str, fields: dict[str, str], said: str
) -> None:
    browser = browser_of(first)
    assert said in words(shown(browser, page(candidate, name), fields))
    assert "Done." in words(confirmed(browser, page(candidate, name), fields))


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("rename", {"name": "Ravi College", "reason": "merger"}, "Ravi Grammar School → Ravi College"),
        ("country", {"country": "Oman", "reason": "typo"}, "No exception of a release depends on it"),
    ],
)
def test_every_page_of_a_centre_says_what_follows(
    centre: Centre, first: User, name: str, fields: dict[str, str], said: str
) -> None:
    address, browser = f"/admin/changes/centres/PK123/{name}/", browser_of(first)
    assert said in words(shown(browser, address, fields))
    assert "Done." in words(confirmed(browser, address, fields))


@pytest.mark.parametrize("name", ["move", "rename", "withdraw", "take-back"])
def test_pages_of_a_rehearsal_say_so(candidate: Candidate, first: User, name: str) -> None:
    Series.objects.update(name="REHEARSAL of November", slug="rehearsal-of-november", is_rehearsal=True)
    browser = browser_of(first)

    assert MARK in browser.get(page(candidate, name)).content.decode()
    answer = browser.post(page(candidate, name), {**MOVE, **NAMES, "centre": "PK123", "who": "same"})
    assert MARK in answer.content.decode()


def test_support_doesnt_get_in(candidate: Candidate) -> None:
    browser = browser_of(make_staff(StaffRole.SUPPORT, "support"))

    assert browser.get(page(candidate, "move")).status_code == 403
    assert browser.get("/admin/changes/centres/PK123/rename/").status_code == 403


def test_what_isnt_there_is_not_found(first: User) -> None:
    browser = browser_of(first)

    assert browser.get("/admin/changes/candidates/999999/move/").status_code == 404
    assert browser.get("/admin/changes/centres/ZZ999/rename/").status_code == 404


# --- The raw forms ---------------------------------------------------------------------------------------------------


@pytest.fixture
def raw(staff: User) -> Client:
    return browser_of(staff)


def test_the_raw_form_of_a_candidate_leads_here_and_changes_nobody(
    raw: Client, candidate: Candidate, elsewhere: Centre
) -> None:
    address = f"/admin/candidates/candidate/{candidate.pk}/change/"
    form: dict[str, Any] = {
        "series": candidate.series_id,
        "centre": elsewhere.pk,
        "number": "0042",
        "family_name": "Else",
        "given_names": "Somebody",
        "withdrawn": "on",
        "email": "new@example.org",
        **{f"entries-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")},
    }

    raw.post(address, form)

    assert page(candidate, "move") in raw.get(address).content.decode()
    kept = Candidate.objects.get()
    assert (kept.centre, kept.family_name, kept.withdrawn) == (candidate.centre, "Rahman", False)
    assert kept.email == "new@example.org"


def test_an_entry_stays_with_its_candidate(raw: Client, candidate: Candidate, elsewhere: Centre) -> None:
    """Put under a candidate of another centre, its result opened when that centre's results do."""
    other = builders.make_candidate(candidate.series, elsewhere, "0001")
    entry = candidate.entries.get(syllabus__code="9709")
    form = {"candidate": other.pk, "syllabus": entry.syllabus_id, "qualification": entry.qualification_id}

    raw.post(f"/admin/candidates/entry/{entry.pk}/change/", {**form, "option_code": "BX"})

    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.candidate, kept.option_code) == (candidate, "BX")
