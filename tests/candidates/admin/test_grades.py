"""What somebody got is shown to staff with the results permission alone; the others can't find it out either."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate, Entry, Qualification, Result
from centres.models import Centre, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import sign_in

GRADE, MARK, OUTCOME = "Zzyzx", 87, "To be issued"
TELLING = re.compile(rf"{GRADE}|\b{MARK}\b|{OUTCOME}", re.IGNORECASE)


@pytest.fixture
def graded(candidate: Candidate) -> Result:
    """The released A Level of `candidate`, with a grade and a mark that nothing else on a page looks like."""
    result = Result.objects.get(entry__candidate=candidate, entry__syllabus__code="9709")
    Qualification.objects.filter(code="ALEVEL").update(grades=[GRADE, "B"])
    Result.objects.filter(pk=result.pk).update(grade=GRADE, percentage_uniform_mark=MARK)
    Result.objects.exclude(pk=result.pk).update(grade="", percentage_uniform_mark=None, outcome=OUTCOME.upper())
    return result


def staff_with(*codenames: str) -> User:
    user = builders.make_user("somebody@board.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="candidates"))
    return user


@pytest.fixture
def clerk_client(client: Client, graded: Result) -> Client:
    """Staff who may do everything with candidates' data but see results."""
    others = Permission.objects.filter(content_type__app_label="candidates").exclude(codename="view_result_grades")
    sign_in(client, staff_with(*others.values_list("codename", flat=True)))
    return client


@pytest.fixture
def results_client(client: Client, graded: Result) -> Client:
    """Staff of the results team."""
    sign_in(client, staff_with("view_result", "add_result", "change_result", "view_result_grades"))
    return client


def page_of(graded: Result, kind: str) -> str:
    entry = graded.entry
    return {
        "list": "/admin/candidates/result/",
        "found": "/admin/candidates/result/?q=PK123",
        "sorted": "/admin/candidates/result/?o=7.-8.9",
        "form": f"/admin/candidates/result/{graded.pk}/change/",
        "history": f"/admin/candidates/result/{graded.pk}/history/",
        "deletion": f"/admin/candidates/result/{graded.pk}/delete/",
        "entries": "/admin/candidates/entry/",
        "entry": f"/admin/candidates/entry/{entry.pk}/change/",
        "entry's deletion": f"/admin/candidates/entry/{entry.pk}/delete/",
        "candidate": f"/admin/candidates/candidate/{entry.candidate_id}/change/",
        "candidate's deletion": f"/admin/candidates/candidate/{entry.candidate_id}/delete/",
        "front": "/admin/",
    }[kind]


PAGES = ["list", "found", "sorted", "form", "history", "deletion", "entries", "entry", "entry's deletion"]
PAGES += ["candidate", "candidate's deletion", "front"]


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_tells_staff_without_the_permission(clerk_client: Client, graded: Result, kind: str) -> None:
    response = clerk_client.get(page_of(graded, kind))

    assert response.status_code == 200
    assert TELLING.findall(response.content.decode()) == []


@pytest.mark.parametrize("kind", ["list", "form"])
def test_staff_with_the_permission_see_it_there(results_client: Client, graded: Result, kind: str) -> None:
    page = results_client.get(page_of(graded, kind)).content.decode()

    assert {found.lower() for found in TELLING.findall(page)} == {GRADE.lower(), str(MARK), OUTCOME.lower()}


def test_the_action_that_deletes_does_not_tell(clerk_client: Client, graded: Result) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [str(graded.pk)], "index": "0"}

    page = clerk_client.post("/admin/candidates/result/", chosen).content.decode()

    assert "Are you sure" in page
    assert TELLING.findall(page) == []


@pytest.mark.parametrize(
    "address",
    [
        f"result/?grade={GRADE}",
        f"result/?grade__exact={GRADE}",
        "result/?grade__startswith=Z",
        "result/?grade__in=B",
        f"result/?percentage_uniform_mark={MARK}",
        "result/?percentage_uniform_mark__gte=80",
        "result/?percentage_uniform_mark__isnull=1",
        "result/?outcome__exact=PENDING",
        f"result/?entry__result__grade={GRADE}",
        f"entry/?result__grade={GRADE}",
        "entry/?result__outcome=PENDING",
        f"candidate/?entries__result__grade={GRADE}",
        "syllabus/?entries__result__percentage_uniform_mark__gt=50",
        "result/?_to_field=grade",
    ],
)
def test_no_address_filters_by_it(clerk_client: Client, address: str) -> None:
    assert clerk_client.get(f"/admin/candidates/{address}").status_code == 400


@pytest.mark.parametrize("address", [f"?grade={GRADE}", "?outcome__exact=", "?percentage_uniform_mark__gte=80"])
def test_staff_with_the_permission_filter_by_it(results_client: Client, graded: Result, address: str) -> None:
    response = results_client.get(f"/admin/candidates/result/{address}")

    assert [result.pk for result in response.context["cl"].result_list] == [graded.pk]


def test_the_columns_do_not_leave_the_database(clerk_client: Client, graded: Result) -> None:
    with CaptureQueriesContext(connection) as queries:
        for kind in ("list", "found", "form", "history", "entries", "entry", "candidate"):
            clerk_client.get(page_of(graded, kind))

    asked = [query["sql"] for query in queries if '"candidates_result"' in query["sql"]]
    assert asked != []
    assert [sql for sql in asked if re.search(r"grade\"|percentage|outcome", sql)] == []


def test_staff_without_the_permission_hold_a_result_back(clerk_client: Client, graded: Result) -> None:
    clerk_client.post(page_of(graded, "form"), {"held": "on", "grade": "B", "percentage_uniform_mark": "1"})

    graded.refresh_from_db()
    assert (graded.held, graded.grade, graded.percentage_uniform_mark) == (True, GRADE, MARK)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.centre_number, entry.series, entry.details) == (
        "somebody@board.example",
        "change result",
        "PK123",
        "november-2026",
        {"before": {"held": False}, "after": {"held": True}},
    )


def test_staff_without_the_permission_add_no_results(clerk_client: Client) -> None:
    assert clerk_client.get("/admin/candidates/result/add/").status_code == 403


def test_staff_without_any_permission_see_nothing(client: Client, graded: Result) -> None:
    sign_in(client, staff_with("view_result_grades"))

    assert client.get("/admin/candidates/result/").status_code == 403
    assert client.get(page_of(graded, "form")).status_code == 403
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"refuse request"}


def change(client: Client, graded: Result, **values: str) -> int:
    data = {"grade": GRADE, "percentage_uniform_mark": str(MARK), "outcome": "", **values}
    return client.post(page_of(graded, "form"), data).status_code


def test_a_corrected_grade_is_audited_without_being_written_down(results_client: Client, graded: Result) -> None:
    assert change(results_client, graded, grade="B", percentage_uniform_mark="76") == 302

    graded.refresh_from_db()
    assert (graded.grade, graded.percentage_uniform_mark) == ("B", 76)
    entry = AuditEntry.objects.get(action="change result")
    # That it was released is no secret; `corrected_at` is what candidates see of it.
    assert set(entry.details) == {"before", "after", "secret fields changed"}
    assert set(entry.details["after"]) == {"corrected_at"}
    assert entry.details["secret fields changed"] is True
    assert LogEntry.objects.get().get_change_message() == "Changed secret fields."


def test_a_grade_corrected_after_its_release_says_so(results_client: Client, graded: Result) -> None:
    change(results_client, graded, grade="B")

    graded.refresh_from_db()
    assert graded.corrected_at is not None


def test_a_grade_changed_before_its_release_does_not(results_client: Client, graded: Result) -> None:
    unreleased = Result.objects.exclude(pk=graded.pk).get()

    assert change(results_client, unreleased, grade="A*") == 302

    unreleased.refresh_from_db()
    assert (unreleased.grade, unreleased.corrected_at) == ("A*", None)


def test_holding_a_released_result_back_is_no_correction(results_client: Client, graded: Result) -> None:
    change(results_client, graded, held="on")

    graded.refresh_from_db()
    assert (graded.held, graded.corrected_at) == (True, None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"grade": "C"}, f"The grades of Cambridge International A Level are {GRADE} B."),
        ({"outcome": "PENDING"}, "Give either a grade or an outcome."),
        ({"grade": ""}, "Give either a grade or an outcome."),
        ({"percentage_uniform_mark": "101"}, "Write a whole number from 0 to 100."),
    ],
)
def test_what_cannot_be_is_refused(results_client: Client, graded: Result, values: dict[str, str], said: str) -> None:
    response = results_client.post(
        page_of(graded, "form"), {"grade": GRADE, "percentage_uniform_mark": str(MARK), "outcome": "", **values}
    )

    assert response.status_code == 200
    assert said in response.content.decode()
    graded.refresh_from_db()
    assert (graded.grade, graded.percentage_uniform_mark, graded.outcome) == (GRADE, MARK, "")


def test_the_results_team_adds_a_result(results_client: Client, centre: Centre, candidate: Candidate) -> None:
    entry = builders.make_entry(candidate, builders.make_syllabus("0580"))

    results_client.post("/admin/candidates/result/add/", {"entry": str(entry.pk), "grade": "A", "outcome": ""})

    assert Entry.objects.get(pk=entry.pk).result.grade == "A"
    recorded = AuditEntry.objects.get(action="add result")
    assert recorded.details == {
        "after": {"id": entry.result.pk, "entry": "0042 0580", "held": False, "withdrawn": False, "corrected_at": None}
    }


def test_looking_at_results_is_recorded(results_client: Client, graded: Result) -> None:
    results_client.get("/admin/candidates/result/?q=0042&grade=B&held__exact=0")
    results_client.get(page_of(graded, "form"))

    listed, looked = AuditEntry.objects.order_by("pk")
    assert (listed.actor, listed.action, listed.details) == (
        "somebody@board.example",
        "look at list of results",
        {"asked for": ["q=0042", "held__exact=0"]},
    )
    assert (looked.action, looked.centre_number, looked.series, looked.target) == (
        "look at result",
        "PK123",
        "november-2026",
        "0042 9709",
    )


def test_looking_without_seeing_anything_is_not_recorded(clerk_client: Client, graded: Result) -> None:
    clerk_client.get("/admin/candidates/result/")
    clerk_client.get(page_of(graded, "form"))

    assert not AuditEntry.objects.exists()


def test_the_audit_trail_never_holds_a_grade(results_client: Client, graded: Result) -> None:
    change(results_client, graded, grade="B")
    change(results_client, graded, grade=GRADE, held="on")
    results_client.get(f"/admin/candidates/result/?grade={GRADE}")

    written = " ".join(f"{entry.action} {entry.target} {entry.details}" for entry in AuditEntry.objects.all())
    assert TELLING.findall(written) == []
    assert TELLING.findall(" ".join(str(entry) + entry.change_message for entry in LogEntry.objects.all())) == []


def test_the_history_doesnt_tell_whether_there_is_a_result(candidate: Candidate) -> None:
    """To whoever may not even see that there are results."""
    helper = builders.make_user("helper@board.example", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_candidate"))
    client = Client()
    sign_in(client, helper)
    there = Result.objects.latest("pk").pk

    answers = [client.get(f"/admin/candidates/result/{key}/history/").status_code for key in (there, there + 1)]
    assert answers == [403, 403]
