"""What support reads of a centre, a candidate and an officer, and what it never reads."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from access.letters import contents
from access.models import AccessSettings, Credential, Status
from access.sign_in.rate_limits import limits_of
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, Hold, Release, Result
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from letters.models import HandedLetter, LetterDownload, LetterMail
from results_portal import audit
from results_portal.db import rate_limits
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import USERNAME, give_access, give_credential
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of, prove

CENTRE = "/admin/support/centres/PK123/"
SERIES = f"{CENTRE}november-2026/"


@pytest.fixture
def credential(candidate: Candidate) -> Credential:
    give_access(candidate.series, candidate.centre)
    return give_credential(candidate)


@pytest.fixture
def support(credential: Credential) -> Client:
    return browser_of(make_staff(StaffRole.SUPPORT, "support"))


def page_of(candidate: Candidate) -> str:
    return f"/admin/support/candidates/{candidate.pk}/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def lock() -> None:
    for _ in range(10):
        rate_limits.note(limits_of(username=USERNAME, address=""))


def test_the_candidates_page_says_who_gave_access_and_whom_to_ask(support: Client, candidate: Candidate) -> None:
    AccessSettings.objects.update(changed_by="officer@pk123.example")

    page = text(support.get(page_of(candidate)))

    assert "status: All candidates, set by officer@pk123.example" in page
    assert "Ayesha Khan, +92 42 111 222 333, exams@ravi.example" in page
    assert f"{USERNAME} , not locked" in page
    assert "Signed in first not yet" in page


def test_results_are_named_by_their_state_and_never_by_a_grade(support: Client, candidate: Candidate) -> None:
    page = text(support.get(page_of(candidate)))

    assert "9709 Mathematics" in page
    assert "Released: the candidate can see it" in page
    assert "Not released yet" in page
    for told in ("B(b)", "A*", "74", "93"):
        assert told not in page


def test_a_released_result_that_is_held_stopped_or_missing_says_so(
    support: Client, candidate: Candidate, staff: User
) -> None:
    maths = candidate.entries.get(syllabus__code="9709").syllabus
    hold = place(
        kind=Hold.Kind.HOLD, scope=Scope(series=candidate.series, syllabus=maths), reason="x", words="Wait", by=staff
    )
    assert "Released, held. The candidate reads: “Wait”" in text(support.get(page_of(candidate)))

    place(kind=Hold.Kind.STOP, scope=Scope(series=candidate.series), reason="x", by=staff)
    assert "Released, stopped by the board" in text(support.get(page_of(candidate)))

    Hold.objects.update(ended_at=datetime.now(UTC), ended_by=hold.made_by)
    Result.objects.filter(entry__syllabus=maths).delete()
    assert "Released, but there is no result yet" in text(support.get(page_of(candidate)))


def test_nothing_that_is_done_to_an_unreleased_result_is_seen(
    support: Client, candidate: Candidate, staff: User
) -> None:
    """Neither a hold, nor a stop, a correction, a result taken back, or that it came in at all."""
    before = text(support.get(page_of(candidate)))
    biology = candidate.entries.get(syllabus__code="0610")
    result = Result.objects.get(entry=biology)
    igcse = builders.make_qualification("IGCSE")
    results_of_candidate = Scope(series=candidate.series, qualification=igcse, candidate=candidate)

    place(kind=Hold.Kind.HOLD, scope=results_of_candidate, reason="x", by=staff)
    place(kind=Hold.Kind.STOP, scope=Scope(series=candidate.series, qualification=igcse), reason="x", by=staff)
    browser_of(staff).post(
        f"/admin/candidates/result/{result.pk}/change/", {"grade": "B", "percentage_uniform_mark": "75"}
    )
    result.refresh_from_db()
    assert result.grade == "B"
    assert text(support.get(page_of(candidate))) == before

    result.delete()
    assert text(support.get(page_of(candidate))) == before


def test_a_letter_that_was_taken_is_current_until_the_release_moves(
    support: Client, candidate: Candidate, credential: Credential
) -> None:
    assert "Nobody has taken" in text(support.get(page_of(candidate))).partition("Letter")[2][:300]
    from_now = contents.current_digests(series=candidate.series, centre=candidate.centre)[candidate.pk].digests
    taken = LetterDownload.objects.create(
        series=candidate.series, centre=candidate.centre, by="officer", what="single", form="pdf", letters=1
    )
    HandedLetter.objects.create(handing_over=taken, candidate=candidate, digests=from_now)
    assert "says what it would say now" in text(support.get(page_of(candidate)))

    Release.objects.filter(qualification__code="IGCSE").update(releases_at=datetime(2098, 1, 1, tzinfo=UTC))

    assert "out of date. What has changed since: when results open." in text(support.get(page_of(candidate)))


def test_mails_with_what_became_of_them(support: Client, candidate: Candidate) -> None:
    LetterMail.objects.create(
        candidate=candidate,
        letter="a" * 64,
        address="maryam@pk123.example",
        state=LetterMail.State.BOUNCED,
        reason="There is no such mailbox.",
        queued_by="officer",
        claimed_at=datetime.now(UTC),
    )

    assert "to maryam@pk123.example: Bounced. There is no such mailbox." in text(support.get(page_of(candidate)))


def test_the_trail_leaves_out_what_was_done_to_results(support: Client, candidate: Candidate) -> None:
    team = make_staff(StaffRole.RESULTS_TEAM, "team")
    for action in ("download letter", "change result"):
        with transaction.atomic():
            audit.record(action, by=team, centre_number="PK123", series="november-2026", target="0042")

    page = text(support.get(page_of(candidate)))

    assert "downloaded one letter" in page
    assert "result." not in page.partition("Audit trail")[2]


def test_a_locked_username_is_unlocked_once_with_proof_and_on_record(support: Client, candidate: Candidate) -> None:
    lock()
    assert "Locked." in text(support.get(page_of(candidate)))

    prove(support, minutes_ago=600)
    refused = support.post(f"{page_of(candidate)}unlock/")
    assert "reauthenticate" in refused["Location"]
    assert "Locked." in text(support.get(page_of(candidate)))

    prove(support)
    page = text(support.post(f"{page_of(candidate)}unlock/", follow=True))
    assert f"{USERNAME} is unlocked." in page
    assert "not locked" in page
    entry = AuditEntry.objects.get(action="unlock username")
    assert (entry.actor, entry.centre_number, entry.target) == ("support@board.example", "PK123", "0042")

    assert "isn't locked" in text(support.post(f"{page_of(candidate)}unlock/", follow=True))
    assert AuditEntry.objects.filter(action="unlock username").count() == 1


def test_the_results_team_neither_reads_support_nor_unlocks(candidate: Candidate, credential: Credential) -> None:
    lock()
    team = browser_of(make_staff(StaffRole.RESULTS_TEAM, "team"))

    assert team.get(page_of(candidate)).status_code == 403
    assert team.post(f"{page_of(candidate)}unlock/").status_code == 403
    assert not AuditEntry.objects.filter(action="unlock username").exists()


def test_a_centre_with_its_people_and_series(support: Client, officer: User, candidate: Candidate) -> None:
    page = text(support.get(CENTRE))

    assert "Pakistan, Asia/Karachi" in page
    assert "officer@pk123.example" in page
    assert "November 2026 All candidates Cambridge IGCSE:" in page


def test_a_centre_in_a_series(support: Client, candidate: Candidate) -> None:
    page = text(support.get(SERIES))

    assert "All candidates. Your one candidate has access." not in page
    assert "1 of 1 candidate has access" in page
    assert "Cambridge International A Level" in page
    assert "(Karachi)" in page
    assert "0042 Candidate 0042 Rahman" not in page
    for asked in ("0042", "rahm", "cand"):
        assert "0042 Candidate 0042 Rahman" in text(support.get(SERIES, {"q": asked}))
    assert "No candidates match." in text(support.get(SERIES, {"q": "nobody"}))


def test_a_centre_that_chose_nothing_says_so(support: Client, candidate: Candidate) -> None:
    AccessSettings.objects.all().delete()

    assert "never: nobody at the centre has chosen yet" in text(support.get(SERIES))
    assert Status.NONE.label in text(support.get(SERIES))


def test_an_officer(support: Client, officer: User, centre: Centre) -> None:
    page = text(support.get(f"/admin/support/officers/{officer.pk}/"))

    assert "PK123 Ravi Grammar School : Exams officer" in page
    assert "none set up" in page


@pytest.mark.parametrize(
    "address", ["centres/ZZ999/", "centres/PK123/june-1999/", "candidates/999999/", "officers/999999/"]
)
def test_what_is_not_there_is_not_found(support: Client, address: str) -> None:
    assert support.get(f"/admin/support/{address}").status_code == 404


def test_the_search_leads_support_to_these_pages(support: Client, candidate: Candidate, officer: User) -> None:
    for asked, address in (
        ("PK123", CENTRE),
        ("PK123 0042", page_of(candidate)),
        (USERNAME, page_of(candidate)),
        ("officer@pk123", f"/admin/support/officers/{officer.pk}/"),
    ):
        assert f'href="{address}"' in support.get("/admin/find/", {"q": asked}).content.decode()
