"""Administrators say what numbers and codes look like; what is stored has to follow."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client

from candidates.models import Candidate, Entry, SyllabusQualification
from centres.models import Centre, User
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from results_portal.codes.current import code_form
from results_portal.models import AuditEntry, CodeKind, CodePattern
from tests.support import builders
from tests.support.giving import enter
from tests.support.signed_in import sign_in

LIST = "/admin/results_portal/codepattern/"
PAGES = {kind: f"{LIST}{kind.replace('_', '_5F')}/change/" for kind in CodeKind.values}


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    return sign_in(client, staff)


def pattern_of(kind: CodeKind) -> str:
    return CodePattern.objects.get(kind=kind).pattern


def test_the_start_is_what_was_so_far(db: None) -> None:
    assert dict(CodePattern.objects.values_list("kind", "pattern")) == {
        "centre_number": "AA999",
        "candidate_number": "9999",
        "syllabus_code": "9999",
        "option_code": "AA",
    }


def test_the_list_says_what_codes_look_like(staff_client: Client) -> None:
    page = staff_client.get(LIST).text

    assert "two capital letters and three digits, like PK123" in page
    assert "Add code pattern" not in page


def test_a_pattern_that_everything_follows_is_saved_and_on_record(staff_client: Client, candidate: Candidate) -> None:
    answer = staff_client.post(PAGES["candidate_number"], {"pattern": " 9999 9? 9? "})

    assert answer.status_code == 302
    assert pattern_of(CodeKind.CANDIDATE_NUMBER) == "99999?9?"
    entry = AuditEntry.objects.filter(action="change code pattern").get()
    assert entry.details == {"before": {"pattern": "9999"}, "after": {"pattern": "99999?9?"}}


@pytest.mark.parametrize("written", ["[0-9]+", "9?", "B99", "9" * 13])
def test_what_is_no_pattern_is_refused(staff_client: Client, db: None, written: str) -> None:
    answer = staff_client.post(PAGES["candidate_number"], {"pattern": written})

    assert answer.status_code == 200
    assert pattern_of(CodeKind.CANDIDATE_NUMBER) == "9999"


def test_a_pattern_that_candidates_do_not_follow_is_refused_with_how_many_and_which(
    staff_client: Client, series: object, centre: Centre
) -> None:
    enter(builders.make_series(), centre, 7)

    page = staff_client.post(PAGES["candidate_number"], {"pattern": "99999"}).text

    assert "7 candidates have a code that looks otherwise: 0001, 0002, 0003, 0004, 0005 and others." in page
    assert pattern_of(CodeKind.CANDIDATE_NUMBER) == "9999"


@pytest.mark.parametrize(
    ("kind", "pattern", "words"),
    [
        ("centre_number", "99999", "1 centre has a code that looks otherwise: PK123."),
        ("syllabus_code", "99999", "2 syllabuses have a code that looks otherwise: 0610, 9709."),
        ("option_code", "A9", "2 entries and syllabuses have a code that looks otherwise: AX, BX."),
    ],
)
def test_so_is_any_other_pattern(
    staff_client: Client, candidate: Candidate, kind: str, pattern: str, words: str
) -> None:
    Entry.objects.filter(syllabus__code="9709").update(option_code="BX")
    SyllabusQualification.objects.filter(syllabus__code="0610").update(option_codes=["AX", "CX"])

    assert words in staff_client.post(PAGES[kind], {"pattern": pattern}).text


def test_models_follow_the_pattern_of_the_moment(candidate: Candidate) -> None:
    CodePattern.objects.filter(kind=CodeKind.CANDIDATE_NUMBER).update(pattern="A999")
    candidate.number = "0042"
    with pytest.raises(ValidationError, match="one capital letter and three digits, like C042"):
        candidate.full_clean()

    candidate.number = "B042"
    candidate.full_clean()


def test_without_its_row_the_first_pattern_holds(db: None) -> None:
    """Such as in a database whose rows were all removed."""
    CodePattern.objects.all().delete()

    assert code_form(CodeKind.CENTRE_NUMBER).pattern.written == "AA999"


@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.ADMINISTRATOR, 200), (StaffRole.RESULTS_TEAM, 403), (StaffRole.SUPPORT, 403)]
)
def test_administrators_alone_change_patterns(client: Client, db: None, role: StaffRole, status: int) -> None:
    staff_groups.put_in_order()
    user = builders.make_user("somebody@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))

    assert sign_in(client, user).get(PAGES["centre_number"]).status_code == status


def test_nobody_adds_or_removes_one(staff_client: Client) -> None:
    assert staff_client.get(f"{LIST}add/").status_code == 403
    assert staff_client.get(PAGES["centre_number"].replace("change", "delete")).status_code == 403
