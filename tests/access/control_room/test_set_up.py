"""Setting up several centres at once: shown exactly, confirmed once, each centre for itself."""

import re
from typing import Any

import pytest
from django.test import Client

from access.eligibility import with_access
from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.models import Associate, Centre, Membership, Role, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.attached_centres import ROOM, attached, batch, give_passwords, words
from tests.support.signed_in import prove, sign_in

SET_UP = f"{ROOM}set-up/"
BOTH = ["AA001", "AA002"]
CONTACT = {"contact_name": "Rahila Anwar", "contact_telephone": "", "contact_email": "exams@merid.example"}
SEEN = re.compile(r'name="seen" value="([^"]+)"')


@pytest.fixture
def member(client: Client, associate_officer: User) -> Client:
    """A browser in which the Associate's officer signed in a moment ago."""
    return sign_in(client, associate_officer)


@pytest.fixture
def centres(associate: Associate, series: Series) -> list[Centre]:
    """One where nobody has access, and one with two of three candidates left, all with access, and a contact."""
    first = attached(associate, series, "AA001", candidates=3)
    second = attached(associate, series, "AA002", candidates=3, status=Status.ALL)
    Candidate.objects.filter(centre=second, number="0003").update(withdrawn=True)
    give_passwords(second)
    batch(series, second, LetterBatch.State.READY, done=2)
    return [first, second]


def typed(**values: Any) -> dict[str, Any]:
    """What a browser sends from the form, for All candidates and each centre's own contact."""
    given = {"step": "preview", "centres": BOTH, "status": "all", "whose_contact": "own", "deals_with_queries": "on"}
    return {**given, **CONTACT, **values}


def preview(client: Client, **values: Any) -> str:
    response = client.post(SET_UP, typed(**values))
    assert response.status_code == 200
    return response.content.decode()


def confirm(client: Client, shown: str, **values: Any) -> str:
    """Press Confirm on the page `shown`; the words of the answer."""
    response = client.post(SET_UP, typed(step="confirm", seen=SEEN.findall(shown), **values))
    assert response.status_code == 200
    return words(response.content.decode())


def statuses() -> dict[str, str]:
    return dict(AccessSettings.objects.order_by("centre__number").values_list("centre__number", "status"))


def test_the_form_names_those_ticked_or_all_found(member: Client, centres: list[Centre]) -> None:
    ticked = words(member.get(f"{SET_UP}?scope=ticked&centres=AA001").content.decode())
    found = words(member.get(f"{SET_UP}?scope=found&status=all").content.decode())

    assert "AA001 School AA001" in ticked
    assert "AA002" not in ticked
    assert "AA002 School AA002" in found
    assert "AA001" not in found


@pytest.mark.parametrize("query", ["", "?scope=ticked", "?scope=found&q=nowhere", "?scope=found&scope=ticked"])
def test_without_centres_there_is_nothing_to_set_up(member: Client, centres: list[Centre], query: str) -> None:
    assert member.get(f"{SET_UP}{query}").headers["Location"] == ROOM


def test_the_preview_says_what_confirming_then_does(member: Client, centres: list[Centre], series: Series) -> None:
    shown = preview(member)

    said = words(shown)
    assert "1 centre will change. 3 candidates will gain access." in said
    assert "No candidates No contact" in said
    assert "All candidates Rahila Anwar , exams@merid.example" in said
    assert SEEN.findall(shown) == ["AA001:0"]
    assert statuses() == {"AA002": "all"}
    assert "1 centre changed. 1 stayed as it was." in confirm(member, shown)
    assert statuses() == {"AA001": "all", "AA002": "all"}
    assert with_access(centres[0].candidates.filter(series=series)).count() == 3


def test_no_candidates_takes_access_away_and_keeps_contacts(member: Client, centres: list[Centre]) -> None:
    shown = preview(member, status="none")

    assert "2 candidates will lose access" in words(shown)
    confirm(member, shown, status="none")
    settings = AccessSettings.objects.get(centre__number="AA002")
    assert (settings.status, settings.contact_name) == ("none", "Officer of AA002")


def test_the_same_contact_replaces_those_of_the_centres(member: Client, centres: list[Centre]) -> None:
    confirm(member, preview(member, whose_contact="same"), whose_contact="same")

    names = AccessSettings.objects.order_by("centre__number").values_list("contact_name", flat=True)
    assert list(names) == ["Rahila Anwar", "Rahila Anwar"]


def test_what_cannot_be_changed_is_said_before_and_left(
    member: Client, centres: list[Centre], associate: Associate, series: Series
) -> None:
    builders.make_centre("AA003", associate=associate)
    attached(associate, series, "AA004")
    Centre.objects.filter(number="AA004").update(results_service=False)
    nobody = dict.fromkeys(CONTACT, "")
    chosen = [*BOTH, "AA003", "AA004"]

    said = words(preview(member, centres=chosen, **nobody))

    assert "AA001 School AA001: The centre has no contact of its own." in said
    assert "AA003 School AA003: No candidates are on file for this series." in said
    assert "AA004 School AA004: The centre doesn&#x27;t have the Candidate Results Service." in said
    assert "Nothing would change" in said


def test_a_centre_changed_meanwhile_is_reported_and_not_overwritten(member: Client, centres: list[Centre]) -> None:
    shown = preview(member, status="none", centres=BOTH)
    AccessSettings.objects.filter(centre__number="AA002").update(version=7, changed_by="somebody@aa002.example")

    said = confirm(member, shown, status="none")

    assert "0 centres changed" in said
    assert "somebody@aa002.example has changed who has access since this page was opened" in said
    assert statuses()["AA002"] == "all"


def test_the_others_are_changed_all_the_same(member: Client, centres: list[Centre]) -> None:
    shown = preview(member, whose_contact="same")
    AccessSettings.objects.filter(centre__number="AA002").update(version=7)

    assert "1 centre changed. 1 stayed as it was." in confirm(member, shown, whose_contact="same")
    assert AccessSettings.objects.get(centre__number="AA002").contact_name == "Officer of AA002"
    assert statuses()["AA001"] == "all"


def test_each_centre_has_its_own_job_and_its_own_entry(member: Client, centres: list[Centre]) -> None:
    LetterBatch.objects.all().delete()
    confirm(member, preview(member, whose_contact="same"), whose_contact="same")

    jobs = LetterBatch.objects.order_by("centre__number").values_list("centre__number", "state")
    assert list(jobs) == [("AA001", "queued"), ("AA002", "queued")]
    entries = AuditEntry.objects.filter(action="change access status").order_by("centre_number")
    assert [(entry.centre_number, entry.actor) for entry in entries] == [
        ("AA001", "officer@merid.example"),
        ("AA002", "officer@merid.example"),
    ]


def test_confirming_twice_does_nothing_more(member: Client, centres: list[Centre]) -> None:
    shown = preview(member)
    confirm(member, shown)
    before = list(AccessSettings.objects.values()), list(LetterBatch.objects.values()), AuditEntry.objects.count()

    said = confirm(member, shown)

    assert "It was so already." in said
    assert (list(AccessSettings.objects.values()), list(LetterBatch.objects.values())) == before[:2]
    assert AuditEntry.objects.count() == before[2]


def test_a_centre_that_was_not_shown_as_changing_is_left(member: Client, centres: list[Centre]) -> None:
    shown = preview(member)
    AccessSettings.objects.filter(centre__number="AA002").update(status="none", version=2)

    said = confirm(member, shown)

    assert "It wasn&#x27;t part of what you confirmed." in said
    assert statuses() == {"AA001": "all", "AA002": "none"}


@pytest.mark.parametrize("step", ["preview", "confirm", "edit"])
@pytest.mark.parametrize("foreign", ["PK123", "ZZ999", "\x00", "x" * 500])
def test_a_foreign_centre_is_a_404_and_nothing_changes(
    member: Client, centres: list[Centre], centre: Centre, step: str, foreign: str
) -> None:
    sent = typed(step=step, centres=[*BOTH, foreign], seen=["AA001:0", f"{foreign}:0"])

    assert member.post(SET_UP, sent).status_code == 404
    assert member.get(SET_UP, {"scope": "ticked", "centres": foreign}).status_code == 404
    assert statuses() == {"AA002": "all"}


def test_a_centre_detached_since_the_preview_is_a_404(member: Client, centres: list[Centre]) -> None:
    shown = preview(member)
    Centre.objects.filter(number="AA001").update(associate=None)

    sent = typed(step="confirm", seen=SEEN.findall(shown))

    assert member.post(SET_UP, sent).status_code == 404
    assert statuses() == {"AA002": "all"}


@pytest.mark.parametrize(
    "slip",
    [
        {"status": ["none", "all"]},
        {"status": "selected"},
        {"status": ""},
        {"step": ["preview", "confirm"]},
        {"whose_contact": "other"},
        {"deals_with_queries": []},
        {"contact_email": "nonsense"},
        {"contact_name": ""},
        {"contact_name": "a\nb"},
        {"whose_contact": "same", **dict.fromkeys(CONTACT, "")},
        {"seen": ["AA001:0", "AA001:1"]},
        {"seen": ["AA001:-1"]},
        {"seen": ["nonsense"]},
    ],
)
def test_a_slip_changes_nothing_and_the_form_comes_back(
    member: Client, centres: list[Centre], slip: dict[str, Any]
) -> None:
    given = {"step": "confirm", "seen": ["AA001:0"], **slip}

    page = member.post(SET_UP, typed(**given)).content.decode()

    assert "There is a problem" in page
    assert statuses() == {"AA002": "all"}


def test_everything_that_is_missing_or_wrong_is_said_at_once_at_its_field(
    member: Client, centres: list[Centre]
) -> None:
    given = typed(whose_contact="same", contact_name="", contact_telephone="12", contact_email="exams at merid")
    del given["deals_with_queries"]

    response = member.post(SET_UP, given)

    wrong = ["contact_email", "contact_name", "contact_telephone", "deals_with_queries"]
    assert sorted(response.context["form"].errors) == wrong
    page = response.content.decode()
    summary = page[page.index("There is a problem") :]
    assert [name for name in wrong if f'href="#id_{name}"' not in summary] == []
    assert [name for name in wrong if f'id="id_{name}_error"' not in page] == []


def test_going_back_keeps_what_was_typed(member: Client, centres: list[Centre]) -> None:
    page = preview(member, step="edit")

    assert 'value="Rahila Anwar"' in page
    assert re.findall(r'name="centres" value="([^"]+)"', page) == BOTH


def test_roles_that_may_not_change_may_not_set_up(client: Client, associate: Associate, centres: list[Centre]) -> None:
    users = {role: builders.make_officer(associate=associate) for role in (Role.RESULTS_VIEWER, Role.HEAD)}
    for role, user in users.items():
        Membership.objects.filter(user=user).update(role=role)
    outsiders = [builders.make_officer(centres[0]), builders.make_officer(associate=builders.make_associate("OTHER"))]

    answers = [sign_in(client, user).post(SET_UP, typed()).status_code for user in [*users.values(), *outsiders]]

    assert answers == [403, 403, 404, 404]
    assert 'name="centres"' not in sign_in(client, users[Role.HEAD]).get(ROOM).content.decode()


def test_it_asks_for_fresh_proof_and_comes_back_with_the_centres(member: Client, centres: list[Centre]) -> None:
    prove(member, minutes_ago=600)

    response = member.post(f"{SET_UP}?scope=ticked&centres=AA001", typed(step="confirm", seen=["AA001:0"]))

    assert "reauthenticate" in response.headers["Location"]
    assert "centres%3DAA001" in response.headers["Location"]
    assert statuses() == {"AA002": "all"}
