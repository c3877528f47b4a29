"""What staff correct in the admin is kept as versions; who may not see grades sees none in them either."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from candidates.models import Candidate, CandidateVersion, Result, ResultVersion
from centres.models import User
from results_portal.models import AuditEntry
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def results_client(client: Client) -> Client:
    sign_in(client, User.objects.create_superuser("results@board.example", "x"))
    return client


def test_a_corrected_result_keeps_what_it_said_before(results_client: Client, candidate: Candidate) -> None:
    result = Result.objects.get(entry__candidate=candidate, entry__syllabus__code="9709")
    said = (result.grade, result.percentage_uniform_mark)
    page = f"/admin/candidates/result/{result.pk}/change/"

    results_client.post(page, {"grade": "C", "percentage_uniform_mark": "61", "outcome": ""})

    versions = list(ResultVersion.objects.filter(entry=result.entry))
    assert [(row.number, row.grade, row.percentage_uniform_mark, row.source, row.by) for row in versions] == [
        (1, *said, "EARLIER", ""),
        (2, "C", 61, "STAFF", "results@board.example"),
    ]


def test_a_hold_is_no_version(results_client: Client, candidate: Candidate) -> None:
    result = Result.objects.get(entry__candidate=candidate, entry__syllabus__code="9709")
    form = {"grade": result.grade, "percentage_uniform_mark": result.percentage_uniform_mark, "held": "on"}

    results_client.post(f"/admin/candidates/result/{result.pk}/change/", form)

    assert Result.objects.get(pk=result.pk).held
    assert not ResultVersion.objects.exists()


def test_a_corrected_address_keeps_what_it_was(results_client: Client, candidate: Candidate) -> None:
    form = {
        "series": candidate.series_id,
        "centre": candidate.centre_id,
        "number": candidate.number,
        "email": "new@example.org",
        "entries-TOTAL_FORMS": 0,
        "entries-INITIAL_FORMS": 0,
    }

    results_client.post(f"/admin/candidates/candidate/{candidate.pk}/change/", form)

    said = CandidateVersion.objects.filter(candidate=candidate).values_list("email", flat=True)
    assert list(said) == [candidate.email, "new@example.org"]


def test_whoever_looks_at_a_version_is_recorded(results_client: Client, candidate: Candidate) -> None:
    entry = candidate.entries.get(syllabus__code="9709")
    version = ResultVersion.objects.create(entry=entry, number=1, grade="C", source="STAFF", at="2026-01-01T00:00:00Z")

    page = results_client.get(f"/admin/candidates/resultversion/{version.pk}/change/").content.decode()

    assert ">C<" in page
    looked = AuditEntry.objects.get(action="look at result")
    assert (looked.actor, looked.target) == ("results@board.example", str(entry))


@pytest.mark.parametrize("path", ["", "?grade=Zzyzx", "{}/change/"])
def test_versions_show_no_grade_to_staff_without_the_permission(
    client: Client, candidate: Candidate, path: str
) -> None:
    entry = candidate.entries.get(syllabus__code="9709")
    version = ResultVersion.objects.create(
        entry=entry, number=1, grade="Zzyzx", percentage_uniform_mark=87, source="STAFF", at="2026-01-01T00:00:00Z"
    )
    user = User.objects.create_user("clerk@board.example", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_resultversion"))
    sign_in(client, user)

    page = client.get(f"/admin/candidates/resultversion/{path.format(version.pk)}").content.decode()

    assert "Zzyzx" not in page.replace("grade=Zzyzx", "")
    assert ">87<" not in page
