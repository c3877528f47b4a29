"""A centre's delay: what it does, what it can't do, and where it is shown."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from access.credentials.issue import issue_missing
from access.granting.delay import save_delay
from access.granting.exceptions import DelayNotAllowed, StaleSettings, WouldShutAgain
from access.letters import contents
from access.models import AccessSettings, Status
from candidates.embargo import gate
from candidates.models import Candidate, Release, Series
from centres.models import Centre, Role, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.giving import PAGE, save
from tests.support.previews import confirmed

DELAY = f"{PAGE}delay/"
HOUR = timedelta(hours=1)
# 06:00 in the UK, 11:00 in Karachi.
IGCSE = datetime(2030, 1, 15, 6, tzinfo=UTC)


@pytest.fixture
def waiting(candidate: Candidate) -> Candidate:
    """Entered for an A Level that opened a day ago and an IGCSE that opens in 2030."""
    builders.make_release(candidate.series, "IGCSE", IGCSE)
    give_access(candidate.series, candidate.centre)
    return candidate


@pytest.fixture
def unopened(waiting: Candidate) -> Candidate:
    """Nothing is open yet: the A Level opens a week before the IGCSE."""
    builders.make_release(waiting.series, "ALEVEL", IGCSE - timedelta(days=7))
    return waiting


def delay(candidate: Candidate, by: User, how_long: timedelta, version: int | None = None) -> AccessSettings:
    """`save_delay`, as somebody does who has just opened the form."""
    before = AccessSettings.objects.get(series=candidate.series, centre=candidate.centre)
    return save_delay(
        series=candidate.series,
        centre=candidate.centre,
        delay=how_long,
        version=before.version if version is None else version,
        by=by,
    )


def kept() -> timedelta:
    return AccessSettings.objects.get().delay


def typed(**values: Any) -> dict[str, Any]:
    return {"when": "hours", "hours": "3", "version": str(AccessSettings.objects.get().version), **values}


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def test_a_delay_is_kept_and_recorded(unopened: Candidate, officer: User) -> None:
    delay(unopened, officer, 3 * HOUR)

    entry = AuditEntry.objects.get(action="change delay")
    assert kept() == 3 * HOUR
    assert (entry.centre_number, entry.series, entry.details) == (
        "PK123",
        "november-2026",
        {"before": "no time", "after": "3 hours"},
    )


def test_the_same_delay_again_changes_nothing(unopened: Candidate, officer: User) -> None:
    delay(unopened, officer, 3 * HOUR)
    version = AccessSettings.objects.get().version
    delay(unopened, officer, 3 * HOUR, version=0)

    assert AccessSettings.objects.get().version == version
    assert AuditEntry.objects.filter(action="change delay").count() == 1


def test_two_officers_dont_overwrite_each_other(unopened: Candidate, officer: User) -> None:
    opened_with = AccessSettings.objects.get().version
    delay(unopened, officer, 3 * HOUR, version=opened_with)

    with pytest.raises(StaleSettings):
        delay(unopened, officer, 4 * HOUR, version=opened_with)


def test_a_status_form_opened_before_is_stale_too(unopened: Candidate, officer: User) -> None:
    opened_with = AccessSettings.objects.get().version
    delay(unopened, officer, 3 * HOUR)

    with pytest.raises(StaleSettings):
        save(unopened.series, unopened.centre, officer, Status.NONE, version=opened_with)


def test_a_new_status_keeps_the_delay(unopened: Candidate, officer: User) -> None:
    delay(unopened, officer, 3 * HOUR)
    save(unopened.series, unopened.centre, officer, Status.NONE)

    assert kept() == 3 * HOUR


def test_a_delay_can_be_chosen_before_anybody_has_access(candidate: Candidate, officer: User) -> None:
    Release.objects.filter(qualification__code="ALEVEL").delete()
    save_delay(series=candidate.series, centre=candidate.centre, delay=HOUR, version=0, by=officer)

    assert (kept(), LetterBatch.objects.count()) == (HOUR, 0)


@pytest.mark.parametrize("wrong", [timedelta(microseconds=-1), timedelta(hours=-3), timedelta(days=30, minutes=1)])
def test_never_earlier_and_not_for_ever(unopened: Candidate, officer: User, wrong: timedelta) -> None:
    with pytest.raises(DelayNotAllowed):
        delay(unopened, officer, wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessSettings.objects.update(delay=wrong)
    assert kept() == timedelta(0)


def test_what_was_seen_never_vanishes(waiting: Candidate, officer: User) -> None:
    with pytest.raises(WouldShutAgain) as why:
        delay(waiting, officer, timedelta(days=2))

    assert "International A Level" in str(why.value)
    assert [entry.is_open for entry in gate.read(waiting, delay=kept()).entries] == [True, False]


def test_a_delay_that_shuts_nothing_can_grow(waiting: Candidate, officer: User) -> None:
    """The A Level opened a day ago: three hours keep it open and give the IGCSE its delay."""
    delay(waiting, officer, 3 * HOUR)

    assert [entry.is_open for entry in gate.read(waiting, delay=kept()).entries] == [True, False]


def test_what_is_about_to_open_is_taken_as_open(unopened: Candidate, officer: User) -> None:
    builders.make_release(unopened.series, "ALEVEL", datetime.now(UTC) + timedelta(seconds=30))

    with pytest.raises(WouldShutAgain):
        delay(unopened, officer, HOUR)


def test_what_opened_under_the_old_delay_stays_open(waiting: Candidate, officer: User) -> None:
    builders.make_release(waiting.series, "ALEVEL", datetime.now(UTC) - 4 * HOUR)
    delay(waiting, officer, 3 * HOUR)

    with pytest.raises(WouldShutAgain):
        delay(waiting, officer, 5 * HOUR)


def test_what_a_delay_keeps_shut_can_be_kept_shut_longer(waiting: Candidate, officer: User) -> None:
    AccessSettings.objects.update(delay=timedelta(days=3))
    delay(waiting, officer, timedelta(days=4))

    assert kept() == timedelta(days=4)


def test_a_shorter_delay_is_always_possible(waiting: Candidate, officer: User) -> None:
    AccessSettings.objects.update(delay=3 * HOUR)
    delay(waiting, officer, timedelta(0))

    assert kept() == timedelta(0)


def test_what_nobody_here_is_entered_for_is_in_nobodys_way(
    unopened: Candidate, other_centre: Centre, officer: User
) -> None:
    builders.make_release(unopened.series, "PREU", builders.in_the_past())
    elsewhere = builders.make_candidate(unopened.series, other_centre, "0001")
    builders.make_entry(elsewhere, builders.make_syllabus("9800", "PREU"))

    delay(unopened, officer, timedelta(days=2))

    assert kept() == timedelta(days=2)


def test_the_candidate_waits_for_the_delay(client: Client, waiting: Candidate) -> None:
    give_credential(waiting)
    AccessSettings.objects.update(delay=timedelta(days=2))
    try_to_sign_in(client)
    page = text(client.get("/results/"))

    assert "card-grade" not in page
    assert "Your school shows results 2 days later than the board releases them." in page
    assert client.get("/results/statement.pdf").status_code != 200


def test_the_candidate_sees_when_it_opens_here(client: Client, unopened: Candidate) -> None:
    give_credential(unopened)
    AccessSettings.objects.update(delay=timedelta(hours=14, minutes=30))
    try_to_sign_in(client)
    page = text(client.get("/results/"))

    # 8 January 2030, 06:00 UTC is 11:00 in Karachi; 14 hours 30 later it is the next day there.
    assert '<p class="next-day">Wednesday 9 January 2030</p> <p class="next-time">01:30</p>' in page
    assert "Tuesday 8 January 2030, 20:30 (UK time)" in page
    assert "Tuesday 8 January 2030, 20:30 (UTC)" in page
    opens_at = IGCSE - timedelta(days=7) + timedelta(hours=14, minutes=30)
    assert f'data-opens="{int(opens_at.timestamp() * 1000)}"' in page


def test_after_the_delay_the_candidate_sees_results_in_two_statements(
    client: Client, waiting: Candidate, django_assert_num_queries: Any
) -> None:
    give_credential(waiting)
    AccessSettings.objects.update(delay=2 * HOUR)
    try_to_sign_in(client)
    assert "card-grade" in client.get("/results/").content.decode()

    with django_assert_num_queries(2):
        client.get("/results/")


def test_another_centre_opens_at_the_release(waiting: Candidate, other_centre: Centre, client: Client) -> None:
    other = builders.make_candidate(waiting.series, other_centre, "0042")
    builders.make_result(builders.make_entry(other, builders.make_syllabus("9709", "ALEVEL")), "C", 61)
    give_access(other.series, other_centre)
    give_credential(other)
    AccessSettings.objects.filter(centre=waiting.centre).update(delay=timedelta(days=2))
    try_to_sign_in(client)

    assert "card-grade" in client.get("/results/").content.decode()


def test_another_series_has_a_delay_of_its_own(waiting: Candidate, client: Client, series: Series) -> None:
    give_access(builders.make_series("June 2026"), waiting.centre, delay=timedelta(days=2))
    give_credential(waiting)
    try_to_sign_in(client)

    assert "card-grade" in client.get("/results/").content.decode()


def test_the_letter_names_the_later_moments(unopened: Candidate, officer: User) -> None:
    AccessSettings.objects.update(delay=3 * HOUR)
    issue_missing(series=unopened.series, centre=unopened.centre, by=officer, on_progress=lambda done, total: None)
    [letter] = contents.letters(series=unopened.series, centre=unopened.centre)
    lines = letter.content.releases

    assert [(line.released_on, line.at_centre, line.utc) for line in lines] == [
        (
            "Tuesday 8 January 2030, 09:00 (UK time)",
            "Tuesday 8 January 2030, 14:00 (Karachi)",
            "8 January 2030, 09:00 (UTC)",
        ),
        (
            "Tuesday 15 January 2030, 09:00 (UK time)",
            "Tuesday 15 January 2030, 14:00 (Karachi)",
            "15 January 2030, 09:00 (UTC)",
        ),
    ]


def test_letters_that_are_there_become_stale_and_are_made_again(unopened: Candidate, officer: User) -> None:
    give_credential(unopened)
    said = contents.fingerprint(series=unopened.series, centre=unopened.centre)
    delay(unopened, officer, 3 * HOUR)

    assert contents.fingerprint(series=unopened.series, centre=unopened.centre) != said
    assert [batch.issues_passwords for batch in LetterBatch.objects.all()] == [False]


def test_the_page_shows_when_candidates_see_results(unopened: Candidate, officer_client: Client) -> None:
    AccessSettings.objects.update(delay=3 * HOUR)
    page = text(officer_client.get(PAGE))

    assert "Your centre shows results <strong>3 hours later</strong>" in page
    assert "<strong>Tuesday 15 January 2030, 14:00 (Karachi)</strong>" in page
    assert "Released: Tuesday 15 January 2030, 11:00 (Karachi)" in page


def test_without_a_delay_the_page_speaks_of_none(unopened: Candidate, officer_client: Client) -> None:
    page = text(officer_client.get(PAGE))

    assert "Released:" not in page
    assert f'href="{DELAY}">Delay results</a>' in page


@pytest.mark.parametrize(
    ("hours", "delay"), [("3", 3 * HOUR), (" 2:30 ", 2.5 * HOUR), ("0", 0 * HOUR), ("720", 720 * HOUR)]
)
def test_an_officer_gives_hours(unopened: Candidate, officer_client: Client, hours: str, delay: timedelta) -> None:
    response = confirmed(officer_client, DELAY, typed(hours=hours))

    assert (response.status_code, kept()) == (302, delay)


def test_what_was_saved_is_said(unopened: Candidate, officer_client: Client) -> None:
    page = text(confirmed(officer_client, DELAY, typed(hours="2:30"), follow=True))

    assert "Saved: candidates see their results 2 hours 30 minutes after the release." in page


def test_an_officer_gives_a_moment_on_the_centres_clocks(unopened: Candidate, officer_client: Client) -> None:
    """The next release is the A Level's, on 8 January at 11:00 in Karachi."""
    confirmed(officer_client, DELAY, typed(when="moment", moment="2030-01-08T15:45"))

    assert kept() == timedelta(hours=4, minutes=45)


def test_the_form_shows_what_holds(unopened: Candidate, officer_client: Client) -> None:
    AccessSettings.objects.update(delay=timedelta(hours=26, minutes=5))
    page = text(officer_client.get(DELAY))

    assert re.findall(r'value="([\w ]+)" id="id_when_\d" checked', page) == ["hours"]
    assert 'value="26:05"' in page
    assert 'value="2030-01-09T13:05"' in page


def test_everything_at_once_again(unopened: Candidate, officer_client: Client) -> None:
    AccessSettings.objects.update(delay=HOUR)
    confirmed(officer_client, DELAY, typed(when="at once"))

    assert kept() == timedelta(0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": ""},
        {"when": "never"},
        {"hours": ""},
        {"hours": "-3"},
        {"hours": "2.5"},
        {"hours": "1:60"},
        {"hours": "٣"},
        {"hours": "721"},
        {"hours": "1\x00"},
        {"when": "moment", "moment": ""},
        {"when": "moment", "moment": "2030-01-08T10:59"},
        {"when": "moment", "moment": "2030-02-30T11:00"},
        {"when": "moment", "moment": "2031-01-08T11:00"},
        {"when": "moment", "moment": "0001-01-01T00:00"},
        {"when": "moment", "moment": "9999-12-31T23:59"},
        {"when": ["hours", "at once"]},
        {"version": "-1"},
        {"version": "x"},
    ],
)
def test_what_cant_be_is_refused_on_the_page(
    unopened: Candidate, officer_client: Client, wrong: dict[str, Any]
) -> None:
    response = officer_client.post(DELAY, typed(**wrong))

    assert (response.status_code, kept()) == (200, timedelta(0))
    assert "There is a problem" in text(response)


def test_a_time_that_the_clocks_skip_is_refused(unopened: Candidate, officer_client: Client) -> None:
    Centre.objects.update(time_zone="Europe/London")
    Release.objects.update(releases_at=datetime(2030, 3, 30, 6, tzinfo=UTC))
    response = officer_client.post(DELAY, typed(when="moment", moment="2030-03-31T01:30"))

    assert "The clocks at your centre skip this time." in text(response)


def test_a_time_that_comes_twice_is_the_later_one(unopened: Candidate, officer_client: Client) -> None:
    Centre.objects.update(time_zone="Europe/London")
    Release.objects.update(releases_at=datetime(2030, 10, 27, 0, tzinfo=UTC))
    confirmed(officer_client, DELAY, typed(when="moment", moment="2030-10-27T01:30"))

    assert kept() == timedelta(hours=1, minutes=30)


def test_with_everything_open_there_is_no_moment_to_choose(waiting: Candidate, officer_client: Client) -> None:
    Release.objects.update(releases_at=builders.in_the_past())
    page = text(officer_client.get(DELAY))

    assert "Date and time at your centre" not in page
    assert officer_client.post(DELAY, typed(when="moment", moment="2030-01-08T15:45")).status_code == 200


def test_shutting_again_is_refused_on_the_page(waiting: Candidate, officer_client: Client) -> None:
    page = text(officer_client.post(DELAY, typed(hours="48")))

    assert "what they have seen must not vanish" in page


def test_somebody_was_faster(unopened: Candidate, officer: User, officer_client: Client) -> None:
    stale = typed(hours="5")
    delay(unopened, officer, 3 * HOUR)
    page = text(officer_client.post(DELAY, stale))

    assert "since this page was opened" in page
    assert kept() == 3 * HOUR
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    confirmed(officer_client, DELAY, typed(hours="5", version=again[1]))
    assert kept() == 5 * HOUR


@pytest.mark.parametrize(("role", "status"), [(Role.RESULTS_VIEWER, 403), (Role.HEAD, 403), (Role.EXAMS_OFFICER, 200)])
def test_who_may_delay(unopened: Candidate, officer: User, officer_client: Client, role: str, status: int) -> None:
    officer.memberships.update(role=role)

    assert officer_client.get(DELAY).status_code == status


def test_another_centres_delay_is_out_of_reach(unopened: Candidate, other_officer: User, client: Client) -> None:
    client.force_login(other_officer)

    assert client.post(DELAY, typed()).status_code == 404
    assert kept() == timedelta(0)
