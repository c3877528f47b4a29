"""The pages for rehearsals: what will be written is shown, and written as shown; what goes is shown, and goes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from access.rehearsals import jobs
from candidates.models import Candidate, Series
from candidates.rehearsals.make import WantedRehearsal, make_rehearsal
from candidates.rehearsals.plan import plan_of
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from results_portal import audit
from results_portal.models import AuditEntry, CodeKind, CodePattern
from tests.support import builders
from tests.support.board_changes import words
from tests.support.desk import make_staff
from tests.support.jobs import run_jobs
from tests.support.previews import hidden_in
from tests.support.signed_in import browser_of, prove

pytestmark = pytest.mark.django_db(transaction=True)
ALL, MAKE, REMOVE = "/admin/rehearsals/", "/admin/rehearsals/make/", "/admin/rehearsals/rehearsal-spring/remove/"


@pytest.fixture
def browser(first: User) -> Client:
    return browser_of(first)


def fields(**changed: Any) -> dict[str, Any]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    when = {"day": f"{tomorrow:%Y-%m-%d}", "time": "06:00", "zone": "UTC"}
    return {"name": "Spring", "candidates": "7", "centres": "", "seed": "5", **when, **changed}


def confirm(browser: Client, address: str, shown: Any, **changed: str) -> Any:
    hidden = {name: values[0] for name, values in hidden_in(shown).items()}
    return browser.post(address, {**hidden, "confirm": "yes", **changed}, follow=True)


def rehearse(name: str = "REHEARSAL Spring") -> Series:
    wanted = WantedRehearsal(name=name, candidates=4, seed=5, opens_at=builders.in_the_past())
    return make_rehearsal(wanted, by=audit.Command("make_series"))


def test_the_form_suggests_two_hundred_candidates_and_an_opening_in_an_hour(browser: Client) -> None:
    form = browser.get(MAKE).context["form"]

    assert form["candidates"].value() == 200
    suggested = datetime.combine(form["day"].value(), form["time"].value(), ZoneInfo(form["zone"].value()))
    assert timedelta(minutes=55) < suggested - datetime.now(UTC) <= timedelta(hours=1)


def test_what_will_be_written_is_shown_and_nothing_is_done_before_it_is_confirmed(
    browser: Client, centre: Centre
) -> None:
    said = words(browser.post(MAKE, fields(centres="pk123")))

    assert "What will be written" in said
    assert "REHEARSAL Spring" in said
    assert "PK123 Ravi Grammar School" in " ".join(said.split())
    assert not Series.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_what_was_shown_is_what_is_written(browser: Client, centre: Centre) -> None:
    elsewhere = builders.make_centre("GB045")
    shown: Any = browser.post(MAKE, fields(centres="PK123, GB045"))
    plan = shown.context["plan"]

    assert "REHEARSAL Spring is being made" in words(confirm(browser, MAKE, shown))
    run_jobs()

    series = Series.objects.get()
    assert (series.name, series.is_rehearsal) == (plan.name, True)
    for planned in plan.centres:
        assert Candidate.objects.filter(centre__number=planned.number).count() == planned.candidates
    assert {planned.number for planned in plan.centres} == {centre.number, elsewhere.number}
    written = Candidate.objects.filter(centre=centre).order_by("number")
    assert [f"{row.number} {row.given_names} {row.family_name}" for row in written][:3] == list(plan.examples)
    releases = series.releases.order_by("qualification__code")
    assert [release.qualification.title for release in releases] == list(plan.qualifications)
    assert {release.releases_at for release in releases} == {plan.opens_at}


def test_made_up_centres_are_shown_as_they_are_written(browser: Client) -> None:
    shown: Any = browser.post(MAKE, fields(candidates="301"))
    planned = [(row.number, row.name) for row in shown.context["plan"].centres]
    assert "3 centres, 3 of them made up now" in words(shown)

    confirm(browser, MAKE, shown)
    run_jobs()

    assert list(Centre.objects.order_by("number").values_list("number", "name")) == planned


def test_a_preview_that_is_out_of_date_is_shown_anew(browser: Client) -> None:
    shown = browser.post(MAKE, fields())
    answer = words(confirm(browser, MAKE, shown, seed="6"))

    assert "Something has changed since this was shown. Nothing was done." in answer
    assert "What will be written" in answer
    assert not DBTaskResult.objects.exists()


def test_what_changes_after_the_confirmation_makes_nothing_and_the_list_says_so(
    browser: Client, centre: Centre
) -> None:
    confirm(browser, MAKE, browser.post(MAKE, fields(centres="PK123")))
    Centre.objects.update(name="Another name")
    run_jobs()

    assert not Series.objects.exists()
    assert f"REHEARSAL Spring was not made. {jobs.CHANGED}" in words(browser.get(ALL))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"candidates": "0"}, "greater than or equal to 1"),
        ({"candidates": "20001"}, "less than or equal to 20000"),
        ({"candidates": "1", "centres": "PK123 GB045"}, "There are more centres than candidates."),
        ({"centres": "PK123 XX999"}, "There is no centre XX999."),
        ({"name": "考试"}, "letters or digits from A to Z"),
        ({"name": "November"}, "There is a series REHEARSAL November already"),
        ({"seed": "-1"}, "greater than or equal to 0"),
        ({"day": "1999-01-01"}, "within a year from now"),
        ({"zone": "Mars"}, "There is no such zone"),
    ],
)
def test_what_cannot_be_made_is_refused_beside_its_field(
    browser: Client, centre: Centre, changed: dict[str, str], told: str
) -> None:
    builders.make_centre("GB045")
    rehearse("REHEARSAL November")
    for confirmed in ({}, {"confirm": "yes"}):
        answer: Any = browser.post(MAKE, {**fields(**changed), **confirmed})
        said = words(answer)
        assert "There is a problem" in said
        assert told in said
        assert "What will be written</h2>" not in answer.content.decode()
    assert not DBTaskResult.objects.exists()


def test_more_candidates_than_a_centre_has_numbers_are_refused(browser: Client, centre: Centre) -> None:
    CodePattern.objects.update_or_create(kind=CodeKind.CANDIDATE_NUMBER, defaults={"pattern": "99"})

    said = words(browser.post(MAKE, fields(candidates="200", centres="PK123")))

    assert "There is a problem" in said
    assert "Spread them over more centres" in said


def test_the_largest_one_can_be_asked_for(browser: Client) -> None:
    shown = words(browser.post(MAKE, fields(candidates="20000")))

    assert "20,000, from the seed 5" in shown
    assert "And 114 more." in shown


def test_a_rehearsal_that_waits_cannot_be_asked_for_twice(browser: Client) -> None:
    confirm(browser, MAKE, browser.post(MAKE, fields()))

    assert "REHEARSAL Spring is being made already." in words(browser.post(MAKE, fields()))
    assert "REHEARSAL Spring is being made : waiting to start" in words(browser.get(ALL)).replace("made:", "made :")


def test_the_list_has_size_opening_and_maker(browser: Client, first: User) -> None:
    rehearse("REHEARSAL by command")
    confirm(browser, MAKE, browser.post(MAKE, fields(candidates="1234")))
    run_jobs()
    builders.make_series("REHEARSAL loaded from files")
    builders.make_series("November 2026")

    rows: Any = browser.get(ALL)

    assert [(row.series.name, row.candidates, row.made_by) for row in rows.context["rows"]] == [
        ("REHEARSAL loaded from files", 0, ""),
        ("REHEARSAL Spring", 1234, first.email),
        ("REHEARSAL by command", 4, "whoever runs the service"),
    ]
    said = words(rows)
    assert "1,234" in said
    assert "06:00 (UTC)" in said
    assert "being made" not in said


def test_removing_says_what_goes_and_removes_it_once_confirmed(browser: Client, first: User) -> None:
    rehearse()
    shown: Any = browser.get(REMOVE)
    assert "4 candidates with" in words(shown)
    assert "1 made-up centre " in words(shown)
    browser.post(REMOVE)
    assert not DBTaskResult.objects.exists()

    assert "is being removed" in words(confirm(browser, REMOVE, shown))
    assert "being removed" in words(browser.get(ALL))
    assert "being removed already" in words(browser.get(REMOVE, follow=True))
    run_jobs()

    assert not Series.objects.exists()
    entry = AuditEntry.objects.get(action="remove rehearsal")
    assert (entry.actor, entry.details["candidates"]) == (first.email, shown.context["effect"].candidates)
    assert "There is no rehearsal." in words(browser.get(ALL))


def test_a_removal_whose_effect_has_changed_is_shown_anew(browser: Client) -> None:
    series = rehearse()
    shown = browser.get(REMOVE)
    series.candidates.order_by("pk")[0].delete()

    assert "Something has changed since this was shown" in words(confirm(browser, REMOVE, shown))
    assert not DBTaskResult.objects.exists()


def test_a_real_series_has_no_such_page(browser: Client) -> None:
    builders.make_series("November 2026")

    assert browser.get("/admin/rehearsals/november-2026/remove/").status_code == 404
    assert browser.post("/admin/rehearsals/november-2026/remove/", {"confirm": "yes"}).status_code == 404


def test_support_reaches_none_of_the_pages_and_sees_no_link() -> None:
    rehearse()
    support = browser_of(make_staff(StaffRole.SUPPORT, "support"))

    for page in (ALL, MAKE, REMOVE):
        assert support.get(page).status_code == 403
        assert support.post(page, {"confirm": "yes"}).status_code == 403
    assert ALL not in support.get("/admin/").content.decode()
    assert not DBTaskResult.objects.exists()


def test_making_and_removing_need_fresh_proof(browser: Client) -> None:
    rehearse()
    shown_make, shown_remove = browser.post(MAKE, fields(name="Autumn")), browser.get(REMOVE)
    prove(browser, minutes_ago=600)

    for address, shown in ((MAKE, shown_make), (REMOVE, shown_remove)):
        hidden = {name: values[0] for name, values in hidden_in(shown).items()}
        answer: Any = browser.post(address, {**hidden, "confirm": "yes"})
        assert answer.status_code == 302
        assert "/reauthenticate/" in answer.url
    assert not DBTaskResult.objects.exists()


def test_whoever_lost_the_permission_in_between_has_nothing_made_or_removed(browser: Client, first: User) -> None:
    rehearse()
    confirm(browser, MAKE, browser.post(MAKE, fields(name="Autumn")))
    confirm(browser, REMOVE, browser.get(REMOVE))
    first.groups.clear()
    run_jobs()

    assert [series.name for series in Series.objects.all()] == ["REHEARSAL Spring"]
    assert {job.why for job in jobs.jobs()} == {jobs.NO_LONGER_ALLOWED}


def test_the_desk_and_a_releases_readiness_lead_here(browser: Client, series: Series) -> None:
    assert f'href="{ALL}"' in browser.get("/admin/").content.decode()
    assert f'href="{ALL}"' in browser.get("/admin/releases/november-2026/IGCSE/readiness/").content.decode()


def test_a_plan_without_syllabuses_says_that_some_are_added() -> None:
    wanted = WantedRehearsal(name="REHEARSAL Spring", candidates=2, seed=5, opens_at=builders.in_the_past())

    assert plan_of(wanted).adds_syllabuses
    make_rehearsal(wanted, by=audit.Command("make_series"))
    assert not plan_of(
        WantedRehearsal(name="REHEARSAL b", candidates=2, seed=5, opens_at=wanted.opens_at)
    ).adds_syllabuses
