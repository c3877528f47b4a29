"""The release desk as staff use it."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from candidates.models import Candidate, ChangeRequest, Hold, Release, ReleaseException, Series, Syllabus
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from tests.support import builders
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of, prove

DESK = "/admin/releases/november-2026/"
NEW = {"day": "2098-01-19", "time": "06:00", "zone": "Europe/London", "reason": "the calendar says so"}
AT = datetime(2098, 1, 19, 6, tzinfo=UTC)


@pytest.fixture
def first(series: Series) -> Client:
    return browser_of(make_staff(StaffRole.RESULTS_TEAM, "first"))


@pytest.fixture
def second(series: Series) -> Client:
    return browser_of(make_staff(StaffRole.RESULTS_TEAM, "second"))


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def igcse() -> datetime:
    return Release.objects.get(qualification__code="IGCSE").releases_at


def test_the_desk_shows_each_qualification_in_uk_time_and_utc(first: Client, candidate: Candidate) -> None:
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=AT)

    page = text(first.get(DESK))

    assert "Sunday 19 January 2098, 06:00 (UK time)" in page
    assert "Sunday 19 January 2098, 06:00 (UTC)" in page


def test_a_qualification_without_an_instant_is_named_as_shut(first: Client, candidate: Candidate) -> None:
    Release.objects.filter(qualification__code="IGCSE").delete()

    assert "Cambridge IGCSE not set: these results stay shut" in text(first.get(DESK))


def test_a_qualification_that_nobody_is_entered_for_in_the_series_is_not_named(
    first: Client, candidate: Candidate
) -> None:
    elsewhere = builders.make_candidate(builders.make_series("June 2027"), candidate.centre)
    builders.make_entry(elsewhere, builders.make_syllabus("5070", "OLEVEL"))

    assert "not set" not in text(first.get(DESK))

    builders.make_entry(candidate, Syllabus.objects.get(code="5070"))

    assert "Cambridge O Level not set: these results stay shut" in text(first.get(DESK))


def test_postponing_is_previewed_then_done(first: Client, candidate: Candidate) -> None:
    before = igcse()
    preview = text(first.post(DESK + "IGCSE/change/", NEW))
    assert "What will change: Cambridge IGCSE, November 2026" in preview
    assert "1 candidate in 1 centre" in preview
    assert igcse() == before

    first.post(DESK + "IGCSE/change/", {**NEW, "confirm": "yes"})

    assert igcse() == AT


def test_opening_sooner_takes_a_second_person(first: Client, second: Client, candidate: Candidate) -> None:
    before = igcse()
    sooner = {**NEW, "day": "2020-01-19"}
    preview = first.post(DESK + "IGCSE/change/", sooner)
    assert "Ask for a second person" in text(preview)
    assert "Candidates with access see their results at once." in text(preview)

    first.post(DESK + "IGCSE/change/", {**sooner, "confirm": "yes"})
    assert igcse() == before
    page = f"/admin/requests/{ChangeRequest.objects.get().pk}/"
    assert "Confirm as second person" not in text(first.get(page))
    first.post(page, {"confirm": "yes"})
    assert igcse() == before
    assert "Confirm as second person" in text(second.get(page))
    second.post(page, {"confirm": "yes"})

    assert igcse() == datetime(2020, 1, 19, 6, tzinfo=UTC)


def test_confirming_wants_fresh_proof(first: Client, second: Client, candidate: Candidate) -> None:
    before = igcse()
    first.post(DESK + "IGCSE/change/", {**NEW, "day": "2020-01-19", "confirm": "yes"})
    prove(second, minutes_ago=60)

    response = second.post(f"/admin/requests/{ChangeRequest.objects.get().pk}/", {"confirm": "yes"})

    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert igcse() == before


def test_stopping_takes_one_person_one_step_and_no_proof(first: Client, candidate: Candidate) -> None:
    prove(first, minutes_ago=600)

    page = first.post(DESK + "stop/", {"reason": "wrong marks"}, follow=True)

    assert "Stopped: everything in November 2026" in text(page)
    assert Hold.objects.get().kind == Hold.Kind.STOP


def test_a_signed_in_candidate_sees_the_stop_on_the_next_request(first: Client, signed_in: Client) -> None:
    assert "Results are not available at the moment." not in text(signed_in.get("/results/"))

    first.post(DESK + "stop/", {"reason": "wrong marks", "qualification": "ALEVEL"})

    page = text(signed_in.get("/results/"))
    assert "Results are not available at the moment." in page
    assert "B(b)" not in page.replace(" ", "")


def test_a_held_result_reads_the_boards_words(first: Client, signed_in: Client) -> None:
    sent = {"reason": "one examiner", "syllabus": "9709", "words": "Your script is being marked again."}
    assert "1 candidate in 1 centre" in text(first.post(DESK + "hold/", sent))

    first.post(DESK + "hold/", {**sent, "confirm": "yes"})

    assert "Your script is being marked again." in text(signed_in.get("/results/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"syllabus": "9999"}, "There is no syllabus 9999."),
        ({"centre": "ZZ999"}, "There is no centre ZZ999."),
        ({"candidate": "0042"}, "A candidate number needs its centre."),
        ({"centre": "PK123", "candidate": "0777"}, "PK123 has no candidate 0777"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_held_is_said_at_its_field(
    first: Client, candidate: Candidate, wrong: dict[str, str], says: str
) -> None:
    page = first.post(DESK + "hold/", {"reason": "one examiner", **wrong, "confirm": "yes"})

    assert "There is a problem" in text(page)
    assert says in text(page)
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"zone": "Mars/Olympus"}, "There is no such zone."),
        ({"day": "2027-03-28", "time": "01:30"}, "Clocks skip 01:30 on that day."),
        ({"day": "2026-10-25", "time": "01:30"}, "Clocks show 01:30 twice on that day"),
        ({"day": "03/04/2098"}, "Write the day as 2027-01-19."),
        ({"day": "0001-01-01", "time": "00:00", "zone": "Asia/Karachi"}, "Time:"),
    ],
)
def test_an_instant_that_is_none_is_said_at_its_field(
    first: Client, candidate: Candidate, wrong: dict[str, str], says: str
) -> None:
    before = igcse()

    page = first.post(DESK + "IGCSE/change/", {**NEW, **wrong, "confirm": "yes"})

    assert says in text(page)
    assert igcse() == before


def test_support_sees_the_desk_and_no_holds(candidate: Candidate, first: Client) -> None:
    first.post(DESK + "hold/", {"reason": "one examiner", "confirm": "yes"})
    support = browser_of(make_staff(StaffRole.SUPPORT, "support"))

    page = support.get(DESK)

    assert page.status_code == 200
    assert "one examiner" not in text(page)
    assert support.get("/admin/holds/").status_code == 403
    assert support.post(DESK + "stop/", {"reason": "x"}).status_code == 403


def test_ending_a_hold_of_many_is_asked_for(first: Client, second: Client, signed_in: Client) -> None:
    first.post(DESK + "hold/", {"reason": "one examiner", "confirm": "yes"})
    hold = Hold.objects.get()

    first.post(f"/admin/holds/{hold.pk}/end/", {"reason": "checked"})
    second.post(f"/admin/requests/{ChangeRequest.objects.get().pk}/", {"confirm": "yes"})

    hold.refresh_from_db()
    assert hold.ended_by == User.objects.get(email="second@board.example")
    assert hold in Hold.objects.exclude(ended_at=None)


EXCEPTIONS = DESK + "ALEVEL/exceptions/"
FOR_PAKISTAN = {**NEW, "country": "Pakistan", "centre": ""}


def test_an_exception_is_previewed_then_set_and_ended_by_two(
    first: Client, second: Client, signed_in: Client, candidate: Candidate
) -> None:
    assert "B(b)" in text(signed_in.get("/results/")).replace(" ", "")
    preview = text(first.post(EXCEPTIONS, FOR_PAKISTAN))
    assert "Cambridge International A Level, November 2026, for Pakistan alone" in preview
    assert "1 candidate in 1 centre" in preview
    assert "B(b)" in text(signed_in.get("/results/")).replace(" ", "")

    page = text(first.post(EXCEPTIONS, {**FOR_PAKISTAN, "confirm": "yes"}, follow=True))
    assert "Set: Pakistan opens Sunday 19 January 2098, 06:00 (UK time)." in page
    assert "B(b)" not in text(signed_in.get("/results/")).replace(" ", "")

    end = f"/admin/exceptions/{ReleaseException.objects.get().pk}/end/"
    first.post(end, {"reason": "they are ready"})
    request = f"/admin/requests/{ChangeRequest.objects.get().pk}/"
    assert "for Pakistan alone" in text(second.get(request))
    assert "B(b)" not in text(signed_in.get("/results/")).replace(" ", "")
    second.post(request, {"confirm": "yes"})
    assert "B(b)" in text(signed_in.get("/results/")).replace(" ", "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"country": ""}, "Choose a country or a centre, one of them."),
        ({"centre": "PK123"}, "Choose a country or a centre, one of them."),
        ({"country": "", "centre": "ZZ999"}, "There is no centre ZZ999."),
        ({"country": "Atlantis"}, "Select a valid choice"),
    ],
)
def test_an_exception_is_for_one_country_or_one_centre(
    first: Client, candidate: Candidate, changed: dict[str, str], said: str
) -> None:
    page = text(first.post(EXCEPTIONS, {**FOR_PAKISTAN, **changed, "confirm": "yes"}))

    assert said in page
    assert not ReleaseException.objects.exists()


def test_an_exception_that_isnt_later_is_refused(first: Client, candidate: Candidate) -> None:
    sent = {**FOR_PAKISTAN, "day": "2020-01-19", "confirm": "yes"}

    assert "An exception is later than the release itself." in text(first.post(EXCEPTIONS, sent, follow=True))
    assert not ReleaseException.objects.exists()
