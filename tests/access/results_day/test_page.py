"""The page *Results day*: what was counted, what waits and what opens, for every role of staff."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from candidates.models import Series
from centres.accounts.session_timeout import SEEN
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from letters.batches import worker_presence
from letters.models import LetterMail, WorkerPresence
from results_portal.models import MinuteFigure
from results_portal.monitoring import figures, minutes
from results_portal.outbox.delivery import deliver
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/admin/results-day/"


@pytest.fixture
def browser(first: User) -> Client:
    cache.clear()
    return browser_of(first)


def work(browser: Client) -> dict[str, tuple[str, bool]]:
    return {line.name: (line.text, line.is_well) for line in browser.get(PAGE).context["work"]}


@pytest.mark.parametrize("role", StaffRole)
def test_every_role_of_staff_finds_it_on_the_desk(role: StaffRole) -> None:
    browser = browser_of(make_staff(role, "someone"))

    assert f'href="{PAGE}"' in browser.get("/admin/").text
    assert browser.get(PAGE).status_code == 200


def test_staff_without_a_role_may_not_see_it() -> None:
    browser = browser_of(builders.make_user("new@board.example", is_staff=True))

    assert browser.get(PAGE).status_code == 403
    assert PAGE not in browser.get("/admin/").text


def test_sign_ins_right_and_wrong_are_counted_and_drawn(browser: Client, series: Series, centre: Centre) -> None:
    figures.take()
    give_credential(builders.make_candidate(series, centre, "0042"))
    give_access(series, centre)
    assert try_to_sign_in(Client()).status_code == 302
    for _ in range(2):
        assert try_to_sign_in(Client(), password="WRONG-WRONG-WRONG").status_code == 200
    minutes.write_down()
    # Only full minutes are shown.
    for row in MinuteFigure.objects.all():
        MinuteFigure.objects.filter(pk=row.pk).update(minute=row.minute - timedelta(minutes=5))

    shown = {chart.key: chart for chart in browser.get(PAGE).context["charts"]}

    signed_in = [int(one) for _, one, _ in shown["sign-ins"].rows]
    wrong = [int(other) for _, _, other in shown["sign-ins"].rows]
    assert (sum(signed_in), sum(wrong)) == (1, 2)
    assert sum(int(one) for _, one, _ in shown["requests"].rows) == 3


def test_a_page_that_fails_is_counted_as_an_error(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    figures.take()
    monkeypatch.setattr("access.results_day.views.clock.now", lambda: 1 / 0)
    browser.raise_request_exception = False

    assert browser.get(PAGE).status_code == 500

    counted = {(site, figure): times for (_, site, figure), times in figures.take().items()}
    assert counted[(figures.PORTAL, figures.Figure.ERRORS)] == 1


def test_the_health_report_is_no_ones_request() -> None:
    figures.take()

    Client().get("/healthz")

    assert figures.take() == {}


def test_workers_that_run_and_that_fell_silent_are_told(browser: Client) -> None:
    assert work(browser)["Workers"] == ("0 workers are running.", False)

    worker_presence.show_presence("one")
    assert work(browser)["Workers"] == ("1 worker is running.", True)

    WorkerPresence.objects.create(worker_id="two", seen_at=timezone.now() - timedelta(minutes=3))
    text, is_well = work(browser)["Workers"]
    assert not is_well
    assert text.startswith("1 worker is running. 1 other has been silent")


def test_jobs_that_wait_are_told_with_the_oldest_and_those_put_off_are_not(browser: Client) -> None:
    assert work(browser)["Jobs"][0].startswith("None waits.")
    deliver.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("sealed")
    assert work(browser)["Jobs"][0].startswith("None waits.")

    deliver.enqueue("sealed")
    DBTaskResult.objects.filter(run_after__year=9999).update(enqueued_at=timezone.now() - timedelta(minutes=7))

    found = work(browser)
    assert found["Jobs"][0].startswith("1 waits, the oldest for 7 minutes")
    assert found["Messages of pages"][0].startswith("1 waits, the oldest for 7 minutes")
    assert not found["Jobs"][1]


def test_letters_that_wait_to_be_sent_are_told(browser: Client, series: Series, centre: Centre) -> None:
    for number in ("0001", "0002"):
        LetterMail.objects.create(
            candidate=builders.make_candidate(series, centre, number),
            letter=number * 16,
            address=f"c{number}@pk123.example",
            queued_by="officer",
            queued_at=timezone.now() - timedelta(minutes=2),
        )

    assert work(browser)["Letters by e-mail"][0].startswith("2 wait, the oldest for 2 minutes")


def test_what_opened_today_and_opens_next_is_told_with_its_candidates(
    browser: Client, series: Series, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    monkeypatch.setattr("access.results_day.views.clock.now", lambda: noon)
    for code, at in (("ALEVEL", -1), ("IGCSE", 3), ("PREU", -40), ("OLEVEL", 24 * 20)):
        builders.make_release(series, code, noon + timedelta(hours=at))
    for number in ("0001", "0002", "0003"):
        candidate = builders.make_candidate(series, centre, number)
        for code in ("9709", "9702"):
            builders.make_entry(candidate, builders.make_syllabus(code, "ALEVEL", f"Syllabus {code}"))

    found = [(one.title, one.is_open, one.candidates) for one in browser.get(PAGE).context["openings"]]

    assert [is_open for _, is_open, _ in found] == [True, False], found
    assert [candidates for _, _, candidates in found] == [3, 0]


def test_the_number_of_statements_does_not_grow(browser: Client, series: Series, centre: Centre) -> None:
    def statements() -> int:
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        return len(captured)

    before = statements()
    for number in range(5):
        worker_presence.show_presence(f"worker {number}")
        deliver.enqueue("sealed")
        builders.make_candidate(series, centre, f"004{number}")
        MinuteFigure.objects.create(
            minute=timezone.now() - timedelta(minutes=number), site="results", name="requests", amount=1
        )

    assert statements() == before


def test_it_refreshes_itself_until_it_is_paused(browser: Client) -> None:
    live, paused = browser.get(PAGE).text, browser.get(f"{PAGE}?live=no").text

    assert 'http-equiv="refresh"' in live
    assert "live-page.js" in live
    assert 'href="?live=no"' in live
    assert 'http-equiv="refresh"' not in paused
    assert "live-page.js" not in paused


def test_a_page_that_refreshes_itself_is_no_activity(browser: Client) -> None:
    """A page left open on a screen would keep its session alive for the whole day."""
    session = browser.session
    long_ago = session[SEEN] = session.get(SEEN, timezone.now().timestamp()) - 600
    session.save()

    browser.get(f"{PAGE}?by_itself=yes")
    assert browser.session[SEEN] == long_ago

    browser.get(PAGE)
    assert browser.session[SEEN] > long_ago


def test_parts_that_are_refreshed_have_names_of_their_own(browser: Client) -> None:
    """The script exchanges them by their names."""
    parts = browser.get(PAGE).text.split(" data-live")[:-1]
    names = sorted(part.rpartition('id="')[2].partition('"')[0] for part in parts if 'id="live-' in part[-80:])

    assert len(names) >= 20
    assert all(one != other for one, other in pairwise(names))
