"""What a centre is told when the board changes results after their release: page, trail and e-mail, without a grade."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from access.models import AccessSettings, ChangeNotice
from access.result_changes import tasks
from access.result_changes.tell import tell_centres
from candidates.holds.change import end, place
from candidates.holds.scope import Scope
from candidates.models import (
    Candidate,
    Cause,
    ChangeLine,
    ChangeRequest,
    Hold,
    Release,
    ReleaseException,
    ResultChange,
    Series,
    Syllabus,
)
from candidates.second_person import requests
from centres.audit_trail.sentences import sentence
from centres.audit_trail.trail import trail_of
from centres.models import Centre, User
from tests.support import builders
from tests.support.corrections import change_result, correct
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox
from tests.support.people import text_of, words
from tests.support.signed_in import browser_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("access")]

OVERVIEW = "/portal/PK123/november-2026/"
PAGE = f"{OVERVIEW}changes/"
NOTHING = "The board has changed nothing of November 2026 since its release."
GRADES = ("B(b)", "A(a)", "Was ", "A*", ">74<", ">84<")


def shown(client: Client) -> str:
    """The page's words, after the worker did what waits."""
    run_jobs()
    page = client.get(PAGE).content.decode()
    return words(page.partition("<main")[2])


def recipients() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def told() -> list[str]:
    """What the centre's head reads in the trail of this."""
    entries = trail_of(Centre.objects.get(number="PK123")).filter(action="tell centre of changes")
    return [sentence(entry) for entry in entries]


def hold(one: Candidate, by: User, kind: Hold.Kind = Hold.Kind.HOLD, **scope: Any) -> Hold:
    """Hold or stop what `scope` names in the series of `one`."""
    return place(kind=kind, scope=Scope(series=one.series, **scope), reason="one examiner", by=by)


def queued(settings: Settings) -> None:
    """E-mails go to the mail server, by way of the queue."""
    backend = {"BACKEND": "results_portal.outbox.backend.QueuedEmailBackend"}
    settings.MAILERS = {**settings.MAILERS, "default": backend}


def test_a_correction_is_on_the_page_in_the_trail_and_mailed_without_a_grade(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    assert NOTHING in shown(officer_client)
    assert "Changes after the release" not in officer_client.get(OVERVIEW).content.decode()

    correct(candidate, by=first, grade="A", mark=84, cause=Cause.REVIEW)

    page = shown(officer_client)
    assert f"0042 {candidate.full_name}" in page
    assert "9709 Mathematics" in page
    assert "Corrected after a review of marking" in page
    assert "Have them printed again." in page
    html = officer_client.get(PAGE).content.decode()
    assert not [grade for grade in GRADES if grade in html]
    assert PAGE in officer_client.get(OVERVIEW).content.decode()
    assert told() == [
        (
            "The service told the heads and officers that the board changed what candidates saw: 1 candidate,"
            " in November 2026."
        )
    ]
    assert recipients() == ["head@pk123.example", "officer@pk123.example"]
    for message in mail.outbox:
        assert "1 candidate of PK123" in text_of(message)
        assert f"{PAGE}\n" in text_of(message)
        assert not [secret for secret in ("0042", candidate.family_name, "9709", "Maths") if secret in text_of(message)]


@pytest.mark.parametrize("worker", ["at once", "after the release"])
def test_before_the_release_nothing_is_written_told_or_mailed_and_not_afterwards_either(
    officer_client: Client, candidate: Candidate, first: User, worker: str
) -> None:
    Release.objects.update(releases_at=builders.in_the_future())
    correct(candidate, by=first, grade="A", mark=84, cause=Cause.REVIEW)
    change_result(candidate, by=first, held="on")
    change_result(candidate, by=first)
    stopped = hold(candidate, first, Hold.Kind.STOP)
    placed = hold(candidate, first, candidate=candidate)
    end(hold=placed, reason="checked", by=first)
    Hold.objects.filter(pk=stopped.pk).update(ended_at=timezone.now(), ended_by=first)
    if worker == "at once":
        assert NOTHING in shown(officer_client)

    Release.objects.update(releases_at=datetime.now(UTC))

    assert NOTHING in shown(officer_client)
    assert not ChangeLine.objects.exists()
    assert (mail.outbox, told()) == ([], [])


def test_what_isnt_open_yet_is_left_out_where_something_else_is(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    correct(candidate, by=first, grade="B", mark=71, code="0610")
    assert NOTHING in shown(officer_client)

    hold(candidate, first)

    page = shown(officer_client)
    assert "1 candidate All syllabuses" in page
    assert ChangeLine.objects.get().qualification.code == "ALEVEL"


@pytest.mark.parametrize("whom", ["centre", "country"])
def test_a_centre_that_opens_later_isnt_told_and_not_once_it_opened(
    officer_client: Client, candidate: Candidate, centre: Centre, first: User, whom: str
) -> None:
    release = Release.objects.get(qualification__code="ALEVEL")
    later = {"centre": centre} if whom == "centre" else {"country": centre.country}
    exception = ReleaseException.objects.create(release=release, releases_at=builders.in_the_future(), **later)
    correct(candidate, by=first, grade="A", mark=84)
    hold(candidate, first, candidate=candidate)
    assert NOTHING in shown(officer_client)

    exception.delete()

    assert NOTHING in shown(officer_client)
    assert (mail.outbox, told()) == ([], [])


def test_a_centre_that_shows_results_later_isnt_told_and_not_once_it_waits_no_longer(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    Release.objects.filter(qualification__code="ALEVEL").update(releases_at=datetime.now(UTC) - timedelta(hours=1))
    AccessSettings.objects.update(delay=timedelta(hours=2))
    correct(candidate, by=first, grade="A", mark=84)
    hold(candidate, first, candidate=candidate)
    assert NOTHING in shown(officer_client)

    AccessSettings.objects.update(delay=timedelta(0))

    assert NOTHING in shown(officer_client)
    assert (mail.outbox, told()) == ([], [])


def test_after_the_release_was_moved_ahead_nothing_is_told_any_more(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    correct(candidate, by=first, grade="A", mark=84)
    assert "Corrected" in shown(officer_client)

    Release.objects.update(releases_at=builders.in_the_future())

    assert NOTHING in shown(officer_client)
    assert "Changes after the release" not in officer_client.get(OVERVIEW).content.decode()


def test_the_gate_is_asked_once_more_when_the_e_mail_is_sent(
    postbox: Postbox, settings: Settings, candidate: Candidate, first: User
) -> None:
    queued(settings)
    correct(candidate, by=first, grade="A", mark=84)
    tell_centres(ResultChange.objects.get().pk)
    Release.objects.update(releases_at=builders.in_the_future())
    run_jobs()
    assert postbox.received == []

    Release.objects.update(releases_at=builders.in_the_past())
    correct(candidate, by=first, grade="A*", mark=91)
    run_jobs()
    assert sorted(str(message["To"]) for message in postbox.received) == ["head@pk123.example", "officer@pk123.example"]


def test_holds_stops_and_their_ends_are_told_each_once(
    officer_client: Client, candidate: Candidate, first: User, second: User
) -> None:
    other = builders.make_candidate(candidate.series, candidate.centre, "0043")
    builders.make_result(builders.make_entry(other, Syllabus.objects.get(code="9709")), "C", 61)
    placed = hold(candidate, first, syllabus=Syllabus.objects.get(code="9709"))
    page = shown(officer_client)
    assert "2 candidates 9709 Mathematics" in page
    assert "Held" in page
    assert "2 candidates of PK123" in text_of(mail.outbox[0])
    assert len(mail.outbox) == 2

    asked = end(hold=placed, reason="checked", by=first)
    assert isinstance(asked, ChangeRequest)
    requests.confirm(request=asked, by=second)
    assert "No longer held" in shown(officer_client)
    hold(candidate, first, Hold.Kind.STOP, centre=candidate.centre)
    assert "Stopped" in shown(officer_client)
    assert len(mail.outbox) == 6


def test_a_hold_within_another_one_changes_nothing_for_anybody(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    hold(candidate, first)
    run_jobs()
    within = hold(candidate, first, candidate=candidate)
    end(hold=within, reason="checked", by=first)
    run_jobs()

    assert ChangeLine.objects.count() == 1
    assert len(mail.outbox) == 2


def test_a_correction_during_a_stop_is_told_once_it_is_shown(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    stopped = hold(candidate, first, Hold.Kind.STOP)
    run_jobs()
    mails = len(mail.outbox)
    correct(candidate, by=first, grade="A", mark=84)
    assert "Corrected" not in shown(officer_client)
    assert len(mail.outbox) == mails

    Hold.objects.filter(pk=stopped.pk).update(ended_at=timezone.now(), ended_by=first)

    assert "Corrected" in shown(officer_client)


def test_a_correction_of_what_was_held_since_before_the_release_is_nobodys_to_see(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    placed = hold(candidate, first)
    Hold.objects.filter(pk=placed.pk).update(made_at=builders.in_the_past() - timedelta(days=1))
    ResultChange.objects.all().delete()
    correct(candidate, by=first, grade="A", mark=84)
    Hold.objects.filter(pk=placed.pk).update(ended_at=timezone.now(), ended_by=first)

    assert "Corrected" not in shown(officer_client)


def test_a_result_withdrawn_or_held_by_itself_is_told(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    change_result(candidate, by=first, held="on")
    assert "Held" in shown(officer_client)
    change_result(candidate, by=first)
    assert "No longer held" in shown(officer_client)
    change_result(candidate, by=first, withdrawn="on")
    assert "Withdrawn" in shown(officer_client)


def test_another_person_under_the_number_is_never_named_for_what_was_anothers(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    correct(candidate, by=first, grade="A", mark=84)
    assert "Corrected" in shown(officer_client)

    Candidate.objects.filter(pk=candidate.pk).update(family_name="Else", person=2)

    assert NOTHING in shown(officer_client)


def test_telling_twice_tells_nobody_twice(candidate: Candidate, first: User) -> None:
    correct(candidate, by=first, grade="A", mark=84)
    change = ResultChange.objects.get()
    for _ in range(2):
        tell_centres(change.pk)
        ResultChange.objects.update(told_at=None)
    run_jobs()

    assert len(mail.outbox) == 2
    assert len(told()) == 1
    assert ChangeNotice.objects.count() == 1


def test_a_change_whose_job_was_lost_is_told_by_the_next_round(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    correct(candidate, by=first, grade="A", mark=84)
    DBTaskResult.objects.all().delete()

    tasks.resume()
    tasks.resume()

    assert DBTaskResult.objects.count() == 1
    assert "Corrected" in shown(officer_client)


def test_a_centre_elsewhere_is_told_nothing(
    candidate: Candidate, other_centre: Centre, other_officer: User, first: User
) -> None:
    neighbour = builders.make_candidate(candidate.series, other_centre, "0042")
    builders.make_result(builders.make_entry(neighbour, Syllabus.objects.get(code="9709")), "C", 61)
    correct(candidate, by=first, grade="A", mark=84)
    run_jobs()

    assert other_officer.email not in recipients()
    assert browser_of(other_officer).get(PAGE).status_code == 404
    page = browser_of(other_officer).get("/portal/AE310/november-2026/changes/").content.decode()
    assert NOTHING in words(page)


def test_nobody_is_mailed_by_a_demonstration(
    postbox: Postbox, settings: Settings, candidate: Candidate, first: User
) -> None:
    queued(settings)
    settings.MODE = "demo"
    correct(candidate, by=first, grade="A", mark=84)
    run_jobs()

    assert postbox.received == []
    assert len(told()) == 1


def test_nobody_is_mailed_by_a_rehearsal(candidate: Candidate, first: User) -> None:
    Series.objects.filter(pk=candidate.series_id).update(
        is_rehearsal=True, name="REHEARSAL November", slug="rehearsal-november"
    )
    correct(candidate, by=first, grade="A", mark=84)
    run_jobs()

    assert ChangeNotice.objects.get().candidates == 1
    assert mail.outbox == []


def test_the_page_takes_as_many_statements_for_many_lines_as_for_one(
    officer_client: Client, candidate: Candidate, first: User
) -> None:
    correct(candidate, by=first, grade="A", mark=84)
    run_jobs()
    officer_client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        officer_client.get(PAGE)
    line = ChangeLine.objects.get()
    for number in range(150):
        other = builders.make_candidate(candidate.series, candidate.centre, f"{1000 + number}")
        ChangeLine.objects.create(
            change=line.change,
            centre=line.centre,
            what=line.what,
            qualification=line.qualification,
            syllabus=line.syllabus,
            candidate=other,
            person=1,
        )
    with CaptureQueriesContext(connection) as many:
        page = officer_client.get(PAGE).content.decode()

    assert len(many) == len(few)
    assert page.count("<tr>") == 101
    assert "?page=2" in page
