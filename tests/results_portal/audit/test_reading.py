"""Whoever may not look at results doesn't learn from the trail that one was changed or held."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from results_portal import audit
from results_portal.audit.reading import without_results
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import browser_of

LIST = "/admin/results_portal/auditentry/"
TELLING = ["change result", "hold result", "look at result", "correct mark", "lift hold"]


def browser(role: StaffRole) -> Client:
    staff_groups.put_in_order()
    user = builders.make_user(f"{role.name.lower()}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return browser_of(user)


def write(action: str, **details: Any) -> AuditEntry:
    with transaction.atomic():
        by = audit.Command("results.clerk@board.example")
        return audit.record(action, by=by, centre_number="PK123", target="0042 Amira 9709", details=details)


@pytest.fixture
def entries(db: None) -> list[AuditEntry]:
    return [write(action) for action in TELLING]


def test_support_sees_other_entries_alone(entries: list[AuditEntry]) -> None:
    write("change centre")

    page = browser(StaffRole.SUPPORT).get(LIST).content.decode()

    assert "change centre" in page
    assert [action for action in (*TELLING, "0042 Amira 9709 and more") if action in page] == []


SEARCHES = ["?q=0042", "?q=hold", "?q=results.clerk", "?action=hold+result", "?action__exact=hold+result"]


@pytest.mark.parametrize("query", SEARCHES)
def test_support_finds_nothing_by_searching(entries: list[AuditEntry], query: str) -> None:
    page = browser(StaffRole.SUPPORT).get(f"{LIST}{query}").content.decode()

    assert "0 audit entries" in page
    assert "0042 Amira" not in page


def test_support_opens_no_such_entry(entries: list[AuditEntry]) -> None:
    support = browser(StaffRole.SUPPORT)

    for entry in entries:
        assert support.get(f"{LIST}{entry.pk}/change/").headers["Location"] == "/admin/"


def test_support_sees_no_positions_that_would_show_a_gap(entries: list[AuditEntry]) -> None:
    other = write("change centre")

    page = browser(StaffRole.SUPPORT).get(f"{LIST}{other.pk}/change/").content.decode()

    assert other.digest not in page
    assert other.previous not in page
    assert "Position" not in page


def test_support_does_not_learn_how_many_results_a_load_changed(db: None) -> None:
    files = {"results.csv": {"added": 0, "changed": 61061}, "centres.csv": {"added": 3, "changed": 0}}
    load = write("load series", files=files, corrected=["0042"])

    page = browser(StaffRole.SUPPORT).get(f"{LIST}{load.pk}/change/").content.decode()

    assert "centres.csv" in page
    assert [word for word in ("results.csv", "61061", "corrected") if word in page] == []


@pytest.mark.parametrize("role", [StaffRole.RESULTS_TEAM, StaffRole.ADMINISTRATOR])
def test_whoever_may_look_at_results_reads_it_all(entries: list[AuditEntry], role: StaffRole) -> None:
    page = browser(role).get(LIST).content.decode()

    assert [action for action in TELLING if action not in page] == []


def test_what_is_named_after_results_is_left_out_however_deep() -> None:
    details = {"before": {"held": True, "name": "A"}, "files": {"results.csv": 1, "x": 2}, "graded": 1}

    assert without_results(details) == {"before": {"name": "A"}, "files": {"x": 2}}
