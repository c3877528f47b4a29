"""Each entry of a centre's trail is one plain sentence that names whom it is about."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from centres.audit_trail.sentences import PHRASES, sentence
from centres.models import Centre, Role, User
from results_portal import audit
from results_portal.audit.vocabulary import ACTIONS
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.people import make_head, make_member, words
from tests.support.signed_in import browser_of

PAGE = "/portal/PK123/audit/"


def said(action: str, by: Any = None, **columns: Any) -> str:
    officer = by or builders.make_user("amira@pk123.example")
    with transaction.atomic():
        return sentence(audit.record(action, by=officer, centre_number="PK123", **columns))


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("invite member", {"target": "x@y.example", "details": {"role": "head"}}, "invited x@y.example as Head of centre."),
    (
        "change member's role",
        {"target": "x@y.example", "details": {"before": {"role": "head"}, "after": {"role": "results_viewer"}}},
        "changed the role of x@y.example from Head of centre to Access viewer.",
    ),
    (
        "change access status",
        {"series": "november-2026", "details": {"before": {"status": "none"}, "after": {"status": "all"}}},
        "changed who has access from none to all, in November 2026.",
    ),
    (
        "reissue passwords",
        {"details": {"candidates": 2, "named": ["0042 Amira Rahman", "0043 Bilal Khan"]}},
        "had new passwords made, the old ones are dead: 0042 Amira Rahman, 0043 Bilal Khan.",
    ),
    ("reissue passwords", {"details": {"numbers": ["0042"]}}, "had new passwords made, the old ones are dead: 0042."),
    ("issue passwords", {"details": {"candidates": 1}}, "had first passwords made: 1 candidate."),
    ("download letters", {"details": {"letters": 1240}}, "downloaded all letters: 1,240 letters."),
    (
        "download chosen letters",
        {"details": {"numbers": [f"{number:04}" for number in range(8)]}},
        "downloaded letters of some candidates: 0000, 0001, 0002, 0003, 0004 and 3 more.",
    ),
    (
        "change centre",
        {"target": "PK123", "details": {"before": {"associate": "MERID"}, "after": {"associate": None}}},
        "detached the centre from MERID, who no longer acts for it.",
    ),
    (
        "change centre",
        {"target": "PK123", "details": {"before": {"associate": None}, "after": {"associate": "MERID"}}},
        "attached the centre to MERID, who acts for it from now on.",
    ),
    (
        "change centre",
        {"target": "PK123", "details": {"before": {"associate": "MERID"}, "after": {"associate": "ORBIT"}}},
        "attached the centre to ORBIT instead of MERID.",
    ),
    ("change centre", {"target": "PK123", "details": {"after": {"name": "x"}}}, "changed the centre PK123."),
    ("change candidate", {"target": "0042 Amira"}, "changed the candidate 0042 Amira."),
    (
        "refuse request",
        {"details": {"further times": 1500}},
        "asked for something that isn't theirs, or isn't there, and was refused, 1,500 more times.",
    ),
    ("sing a song", {"target": "x"}, "did this: sing a song x."),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "columns", "expected"), CASES)
def test_an_entry_is_a_sentence(action: str, columns: dict[str, Any], expected: str) -> None:
    assert said(action, **columns) == f"amira@pk123.example {expected}"


@pytest.mark.django_db
def test_whoever_has_no_account_here_is_called_what_they_are() -> None:
    staff = builders.make_user("s@board.example", is_staff=True)

    assert said("change centre", staff).startswith("s@board.example, of the board, changed the centre")
    assert said("purge letters", audit.Command("purge_letters")).startswith("The board removed letters")
    assert said("issue statement", audit.CandidateActor("0042")).startswith("Candidate 0042 took a statement")
    assert said("check statement", audit.Anybody()).startswith("Somebody without an account asked whether")


def test_phrases_are_of_actions_that_there_are() -> None:
    assert PHRASES.keys() <= ACTIONS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "details", [{}, {"before": 1}, {"before": {}, "after": {"role": 7}}, {"named": []}, {"letters": "x"}]
)
@pytest.mark.parametrize("action", PHRASES)
def test_an_entry_with_other_details_than_usual_is_a_sentence_too(action: str, details: dict[str, Any]) -> None:
    entry = AuditEntry(action=action, actor="a@b.example", actor_kind="officer", details=details)

    assert sentence(entry).startswith("a@b.example ")


def test_the_page_has_a_row_for_each_action_with_its_details_behind(centre: Centre, officer: User) -> None:
    details = {"before": {"status": "none"}, "after": {"status": "all"}}
    said("change access status", officer, series="november-2026", details=details)

    html = browser_of(make_head(centre)).get(PAGE).content.decode()

    assert "officer@pk123.example changed who has access from none to all, in November 2026." in words(html)
    assert html.count("<details") == 1
    assert "status: none → all" in html


@pytest.mark.parametrize("role", list(Role))
def test_a_centres_own_pages_lead_to_members_and_trail(centre: Centre, role: Role) -> None:
    builders.make_candidate(builders.make_series(), centre)
    client: Client = browser_of(make_member("x@pk123.example", role, centre=centre).user)

    html = client.get("/portal/PK123/november-2026/").content.decode()

    offered = [name for name in ("members", "audit") if f'href="/portal/PK123/{name}/"' in html]
    assert offered == (["members", "audit"] if role == Role.HEAD else [])


def test_the_page_that_is_open_is_marked(centre: Centre) -> None:
    html = browser_of(make_head(centre)).get(PAGE).content.decode()

    assert '<a href="/portal/PK123/audit/" aria-current="page">Audit trail</a>' in html
    assert '<a href="/portal/PK123/members/">Members</a>' in html
