"""The admin's base: each object that staff change leaves its entry, together with the change or not at all."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client

from candidates.models import Candidate
from centres.models import Centre, Membership, User
from results_portal import audit
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import sign_in


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    return sign_in(client, staff)


def recorded() -> list[tuple[str, str, str, str]]:
    entries = AuditEntry.objects.order_by("pk")
    return list(entries.values_list("action", "centre_number", "series", "target"))


def candidate_form(candidate: Candidate, **values: str) -> dict[str, str]:
    return {
        "series": str(candidate.series_id),
        "centre": str(candidate.centre_id),
        "number": candidate.number,
        "family_name": candidate.family_name,
        "given_names": candidate.given_names,
        "teaching_group": candidate.teaching_group,
        "entries-TOTAL_FORMS": "0",
        "entries-INITIAL_FORMS": "0",
        **values,
    }


def test_a_change_names_the_changed_fields_before_and_after(staff_client: Client, candidate: Candidate) -> None:
    form = candidate_form(candidate, email="r@example.org", teaching_group="11B")
    response = staff_client.post(f"/admin/candidates/candidate/{candidate.pk}/change/", form)

    assert response.status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.centre_number, entry.series, entry.target, entry.details) == (
        "staff@board.example",
        "change candidate",
        "PK123",
        "november-2026",
        "0042 Candidate 0042 Rahman",
        {
            "before": {"email": "", "teaching_group": "11A"},
            "after": {"email": "r@example.org", "teaching_group": "11B"},
        },
    )


def test_saving_without_a_change_leaves_no_entry(staff_client: Client, candidate: Candidate) -> None:
    form = candidate_form(candidate)
    staff_client.post(f"/admin/candidates/candidate/{candidate.pk}/change/", form)

    assert recorded() == []


def test_what_is_added_is_written_down_whole(staff_client: Client) -> None:
    staff_client.post("/admin/candidates/series/add/", {"name": "June 2027", "slug": "june-2027"})

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.series, entry.target) == ("add series", "june-2027", "June 2027")
    assert {**entry.details["after"], "id": 0} == {
        "id": 0,
        "name": "June 2027",
        "slug": "june-2027",
        "is_rehearsal": False,
    }


def test_what_is_deleted_is_written_down_before(staff_client: Client, candidate: Candidate) -> None:
    entry = candidate.entries.get(syllabus__code="0610")

    staff_client.post(f"/admin/candidates/entry/{entry.pk}/delete/", {"post": "yes"})

    written = AuditEntry.objects.get()
    assert (written.action, written.centre_number, written.target) == ("delete entry", "PK123", "0042 0610")
    assert written.details == {
        "before": {
            "id": entry.pk,
            "candidate": "0042 Candidate 0042 Rahman",
            "syllabus": "0610 Biology",
            "qualification": "Cambridge IGCSE",
            "option_code": "",
            "withdrawn": False,
        }
    }
    assert candidate.entries.count() == 1


def test_several_deleted_at_once_leave_an_entry_each(staff_client: Client, candidate: Candidate) -> None:
    keys = [str(pk) for pk in candidate.entries.order_by("pk").values_list("pk", flat=True)]

    chosen = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    staff_client.post("/admin/candidates/entry/", chosen)

    assert recorded() == [
        ("delete entry", "PK123", "november-2026", "0042 0610"),
        ("delete entry", "PK123", "november-2026", "0042 9709"),
    ]
    assert candidate.entries.count() == 0


def fail(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("{pk}/change/", {"teaching_group": "11B"}),
        ("{pk}/delete/", {"post": "yes"}),
        ("", {"action": "delete_selected", "_selected_action": "{pk}", "post": "yes"}),
    ],
)
def test_without_its_entry_nothing_changes(
    staff_client: Client,
    candidate: Candidate,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    form: dict[str, str],
) -> None:
    monkeypatch.setattr(audit, "record", fail)
    values = {name: value.format(pk=candidate.pk) for name, value in form.items()}

    with pytest.raises(RuntimeError, match="the disk is full"):
        staff_client.post(
            f"/admin/candidates/candidate/{address.format(pk=candidate.pk)}", candidate_form(candidate, **values)
        )

    assert Candidate.objects.get().teaching_group == "11A"
    assert not LogEntry.objects.exists()


def test_rights_are_written_down_before_and_after(staff_client: Client) -> None:
    group = Group.objects.create(name="Visitors")
    right = Permission.objects.get(codename="view_result_grades")

    staff_client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Visitors", "permissions": [right.pk]})

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.details) == (
        "change group",
        {"before": {"permissions": []}, "after": {"permissions": [str(right)]}},
    )


def test_rows_on_the_page_of_their_parent_leave_entries_of_their_own(
    staff_client: Client, officer: User, centre: Centre, other_centre: Centre
) -> None:
    kept = Membership.objects.get(user=officer)
    gone = Membership.objects.create(user=officer, centre=other_centre)
    form = {
        "email": officer.email,
        "name": "",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "3",
        "memberships-INITIAL_FORMS": "2",
        "memberships-0-id": str(kept.pk),
        "memberships-0-user": str(officer.pk),
        "memberships-0-centre": str(centre.pk),
        "memberships-0-role": "head",
        "memberships-1-id": str(gone.pk),
        "memberships-1-user": str(officer.pk),
        "memberships-1-centre": str(other_centre.pk),
        "memberships-1-role": "exams_officer",
        "memberships-1-DELETE": "on",
        "memberships-2-user": str(officer.pk),
        "memberships-2-centre": str(builders.make_centre("MU015").pk),
        "memberships-2-role": "results_viewer",
    }

    response = staff_client.post(f"/admin/centres/user/{officer.pk}/change/", form)

    assert response.status_code == 302
    written = {entry.action: entry.details for entry in AuditEntry.objects.all()}
    assert set(written) == {"add membership", "change membership", "delete membership"}
    assert written["change membership"] == {"before": {"role": "exams_officer"}, "after": {"role": "head"}}
    assert written["delete membership"]["before"]["centre"] == "AE310 Creekside Academy Dubai"
    assert written["add membership"]["after"]["role"] == "results_viewer"


def test_no_hash_of_a_password_is_written_down(staff_client: Client) -> None:
    form = {"email": "new@school.example", "name": "", "usable_password": "true"}
    form |= {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    form |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}

    staff_client.post("/admin/centres/user/add/", form)

    (entry,) = AuditEntry.objects.filter(action="add user")
    assert "password" not in entry.details["after"]
    assert "argon2" not in str(entry.details)
