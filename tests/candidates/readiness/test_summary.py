"""Whether a release is ready: what is missing, odd, or held, for those who may know."""

import csv
import html
import re
from typing import Any

import pytest
from django.test import Client

from access.models import AccessSettings
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, ChangeRequest, Entry, Hold, Qualification, Result
from candidates.readiness.summary import readiness_of
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_access
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of

PAGE = "/admin/releases/november-2026/IGCSE/readiness/"
FILE = "/admin/releases/november-2026/IGCSE/missing.csv"


@pytest.fixture
def team(candidate: Candidate, other_centre: Centre) -> User:
    """Biology IGCSE of 0042 has a result; those of 0050 and, at the other centre, of 0051 have none."""
    for number, centre in (("0050", candidate.centre), ("0051", other_centre)):
        builders.make_entry(builders.make_candidate(candidate.series, centre, number), builders.make_syllabus("0610"))
    give_access(candidate.series, candidate.centre)
    return make_staff(StaffRole.RESULTS_TEAM, "team")


@pytest.fixture
def igcse(candidate: Candidate) -> Qualification:
    return builders.make_qualification("IGCSE")


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_missing_results_are_counted_by_syllabus_and_centre(team: User, candidate: Candidate) -> None:
    Entry.objects.filter(candidate__number="0051").update(withdrawn=True)
    builders.make_entry(candidate, builders.make_syllabus("0620", title="Chemistry"))

    page = text(browser_of(team).get(PAGE))

    assert "2 of 3 entries have no result." in page
    assert "0610 Biology PK123 1" in page
    assert "0620 Chemistry PK123 1" in page
    assert "AE310" not in page


def test_a_result_that_was_taken_back_is_missing(team: User, candidate: Candidate) -> None:
    Result.objects.filter(entry__syllabus__code="0610").update(withdrawn=True)

    assert "3 of 3 entries have no result." in text(browser_of(team).get(PAGE))


def test_the_missing_results_as_a_file_that_is_on_record(team: User) -> None:
    response: Any = browser_of(team).get(FILE)
    sent = b"".join(response.streaming_content)

    lines = list(csv.reader(sent.decode("utf-8-sig").splitlines()))
    assert lines[0] == ["Centre", "Candidate number", "Syllabus", "Title", "Option"]
    assert [line[:3] for line in lines[1:]] == [["AE310", "0051", "0610"], ["PK123", "0050", "0610"]]
    assert int(response["Content-Length"]) == len(sent)
    assert AuditEntry.objects.get(action="export missing results").target == "IGCSE"


@pytest.mark.parametrize(
    ("grade", "mark", "outcome", "odd"),
    [
        ("A*", 90, "", False),
        ("A*", 89, "", True),
        ("G", 20, "", False),
        ("G", 30, "", True),
        ("A", None, "", False),
        ("", 19, "UNGRADED", False),
        ("", 20, "UNGRADED", True),
        ("", 5, "PENDING", True),
    ],
)
def test_marks_outside_their_band(
    team: User, candidate: Candidate, igcse: Qualification, grade: str, mark: int | None, outcome: str, odd: bool
) -> None:
    Result.objects.filter(entry__syllabus__code="0610").update(
        grade=grade, percentage_uniform_mark=mark, outcome=outcome
    )

    report = readiness_of(series=candidate.series, qualification=igcse, user=User.objects.get(pk=team.pk))

    assert report.odd_count == odd
    assert [found.candidate for found in report.odd_results or []] == ["0042"] * odd


def test_an_as_grade_for_an_a_level_goes_by_the_band_of_as(team: User, candidate: Candidate) -> None:
    a_level = builders.make_qualification("ALEVEL")

    def odd(mark: int) -> int:
        Result.objects.filter(entry__syllabus__code="9709").update(grade="b", percentage_uniform_mark=mark)
        user = User.objects.get(pk=team.pk)
        return readiness_of(series=candidate.series, qualification=a_level, user=user).odd_count

    assert [odd(75), odd(80)] == [0, 1]


def test_the_page_names_odd_results_and_says_no_grade(team: User) -> None:
    Result.objects.filter(entry__syllabus__code="0610").update(percentage_uniform_mark=61)

    page = text(browser_of(team).get(PAGE))

    assert "PK123 0042, 0610 Biology" in page
    assert "61" not in page.replace("0610", "")
    assert "A*" not in page


def test_administrators_learn_nothing_of_what_results_say(team: User, candidate: Candidate) -> None:
    Result.objects.filter(entry__syllabus__code="0610").update(percentage_uniform_mark=61)
    administrator = browser_of(make_staff(StaffRole.ADMINISTRATOR, "administrator"))

    page = text(administrator.get(PAGE))

    assert "2 of 3 entries have no result." in page
    assert "band" not in page


def test_support_is_refused(team: User) -> None:
    support = browser_of(make_staff(StaffRole.SUPPORT, "support"))

    assert [support.get(address).status_code for address in (PAGE, FILE)] == [403, 403]
    assert "Readiness" not in text(support.get("/admin/releases/november-2026/"))


def test_holds_that_cover_some_of_it_and_no_others(team: User, candidate: Candidate) -> None:
    series, biology = candidate.series, builders.make_syllabus("0610")
    place(kind=Hold.Kind.HOLD, scope=Scope(series=series, syllabus=biology), reason="one examiner", by=team)
    maths = Scope(series=series, syllabus=builders.make_syllabus("9709", "ALEVEL"))
    place(kind=Hold.Kind.HOLD, scope=maths, reason="another matter", by=team)
    Result.objects.filter(entry__syllabus__code="0610").update(held=True)

    page = text(browser_of(team).get(PAGE))

    assert "Hold: 0610 Biology, November 2026: one examiner" in page
    assert "another matter" not in page
    assert "1 single result" in page


def test_centres_that_gave_nobody_access(team: User, candidate: Candidate) -> None:
    page = text(browser_of(team).get(PAGE))
    assert "1 centre gives no candidate access: nobody there can see results." in page
    assert "AE310 Creekside Academy Dubai" in page

    give_access(candidate.series, Centre.objects.get(number="AE310"))
    assert "Every centre with candidates for this has chosen who has access." in text(browser_of(team).get(PAGE))

    AccessSettings.objects.filter(centre__number="PK123").update(status="none")
    assert "PK123 Ravi Grammar School" in text(browser_of(team).get(PAGE))


def test_a_release_with_nothing_left_to_do_says_so(team: User, candidate: Candidate) -> None:
    Entry.objects.filter(candidate__number__in=["0050", "0051"]).update(withdrawn=True)
    builders.make_release(builders.make_series("REHEARSAL Spring"), "IGCSE", builders.in_the_past())

    assert "Nothing is missing. All 1 entries have a result" in text(browser_of(team).get(PAGE))


def test_the_second_person_reads_it_with_the_request(team: User, candidate: Candidate) -> None:
    first = browser_of(team)
    sooner = {"day": "2020-01-19", "time": "06:00", "zone": "UTC", "reason": "x", "confirm": "yes"}
    first.post("/admin/releases/november-2026/IGCSE/change/", sooner)
    request = f"/admin/requests/{ChangeRequest.objects.get().pk}/"

    second: Client = browser_of(make_staff(StaffRole.RESULTS_TEAM, "second"))
    assert "2 of 3 entries have no result." in text(second.get(request))

    support = browser_of(make_staff(StaffRole.SUPPORT, "support"))
    assert "no result" not in text(support.get(request))


def test_a_qualification_without_an_instant_has_the_page_as_well(team: User, candidate: Candidate) -> None:
    candidate.series.releases.filter(qualification__code="IGCSE").delete()

    assert "No instant is set" in text(browser_of(team).get(PAGE))
