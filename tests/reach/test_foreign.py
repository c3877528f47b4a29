"""Somebody else's things are not there: in the path, the query, the body, a selection and a file's name alike."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from access.models import AccessSettings
from centres.models import Centre, Invitation, Membership
from tests.reach.asking import ask, changed, letter_of, snapshot, undone
from tests.reach.forms import SET_UP
from tests.reach.world import MEMBERS, OF_JUNE, OURS, ROOM, SERIES, THEIRS, World, fill
from tests.support.addresses import all_addresses
from tests.support.giving import typed

pytestmark = pytest.mark.django_db

# That somebody was refused is put on record.
ON_RECORD = {"results_portal_auditentry", "results_portal_audithead", "results_portal_audittally"}
NOBODY = "9999"
Sent = tuple[str, str, Any]


def answers(world: World, role: str, sent: list[Sent]) -> dict[str, str]:
    """What is answered to each, by method and path, as one letter; nothing but the record of refusals is written."""
    client, told = world.browser(role), {}
    before = snapshot()
    with undone(client):
        for method, path, fields in sent:
            told[f"{method} {path} {fields or ''}"] = letter_of(ask(client, method, path, fields))
        assert changed(before, snapshot()) <= ON_RECORD
    return told


def nothing_there(world: World, role: str, sent: list[Sent]) -> None:
    told = answers(world, role, sent)
    assert sent
    assert told == dict.fromkeys(told, "-")


def walked(world: World, role: str, name: str, value: str) -> set[str]:
    """What the portal answers at each address that has a `name` in it, where `value` stands there; 405 is left out."""

    def filled(each: str, route: str) -> object:
        return value if each == name else fill(each, route)

    named = [address for address in all_addresses(filled) if f":{name}>" in address.route]
    paths = [address.path for address in named if address.route.startswith("portal/")]
    told = answers(world, role, [(method, path, None) for path in paths for method in ("GET", "POST")])
    return set(told.values()) - {"m"}


@pytest.mark.parametrize("role", ["officer", "head", "associate"])
@pytest.mark.parametrize("number", ["AE310", "ZZ999", "pk123"])
def test_a_centre(world: World, role: str, number: str) -> None:
    assert walked(world, role, "centre_number", number) == {"-"}


@pytest.mark.parametrize("code", ["ORBIT", "NOBODY", "merid"])
def test_an_associate(world: World, code: str) -> None:
    assert walked(world, "associate", "code", code) == {"-"}


@pytest.mark.parametrize("role", ["officer", "associate"])
def test_a_series_that_there_is_not(world: World, role: str) -> None:
    assert walked(world, role, "series_slug", "june-2031") == {"-"}


def of_elsewhere(world: World) -> list[Membership]:
    """Members of another centre, and of the Associate, whom the centre's head doesn't look after."""
    return [*Membership.objects.filter(centre=world.other), *Membership.objects.filter(associate__isnull=False)]


def test_a_member(world: World) -> None:
    keys = [member.pk for member in of_elsewhere(world)]
    pages = [f"{MEMBERS}{key}/{page}/" for key in [*keys, 10**9] for page in ("role", "remove")]

    nothing_there(world, "head", [(method, page, {"role": "head"}) for page in pages for method in ("GET", "POST")])


def test_an_invitation(world: World) -> None:
    keys = Invitation.objects.filter(centre=world.other).values_list("pk", flat=True)

    nothing_there(world, "head", [("POST", f"{MEMBERS}invitations/{key}/revoke/", None) for key in [*keys, 10**9]])


NAMES = [THEIRS, OF_JUNE, NOBODY]
UPWARDS = f"..%2f..%2f..%2fAE310%2fnovember-2026%2fletters%2f{THEIRS}"
FILES = [f"PK123_{OURS}", f"AE310_{THEIRS}", f"{OURS}.pdf", "42", UPWARDS]


@pytest.mark.parametrize("role", ["officer", "associate"])
def test_a_letter(world: World, role: str) -> None:
    nothing_there(world, role, [("GET", f"{SERIES}letters/{name}.pdf", None) for name in NAMES + FILES])


def chosen(path: str, **fields: Any) -> Callable[[str], Sent]:
    """A form about one candidate of ours and another one."""
    return lambda number: ("POST", f"{SERIES}{path}", {"candidates": [OURS, number], **fields})


SELECTIONS = {
    "give access": chosen("status/", **typed(status="selected")),
    "select": chosen("candidates/", scope="ticked", action="select", version="0"),
    "deselect": chosen("candidates/", scope="ticked", action="deselect", version="0"),
    "ask to reissue": chosen("candidates/reissue/", scope="ticked"),
    "reissue": chosen("candidates/reissue/", scope="ticked", confirmed="yes"),
    "print": chosen("letters/chosen.pdf", scope="ticked"),
    "send": chosen("email/", whom="chosen"),
}


@pytest.mark.parametrize("deed", SELECTIONS)
def test_a_candidate_in_a_selection(world: World, deed: str) -> None:
    nothing_there(world, "officer", [SELECTIONS[deed](number) for number in NAMES])


def rooms(world: World) -> Iterator[Sent]:
    """Everything that the control room does with chosen centres, for one of its own and one that isn't attached."""
    centres = ["PK123", "AE310"]
    for page in ("set-up/", "letters.zip"):
        yield "GET", f"{ROOM}{page}", {"scope": "ticked", "centres": centres}
    for step in ("preview", "edit", "confirm"):
        yield "POST", f"{ROOM}set-up/", {**SET_UP, "step": step, "centres": centres, "seen": ["PK123:0", "AE310:0"]}


def test_a_centre_in_the_control_room(world: World) -> None:
    nothing_there(world, "associate", list(rooms(world)))


def test_a_centre_that_is_said_to_have_been_shown(world: World) -> None:
    client = world.browser("associate")

    assert letter_of(ask(client, "POST", f"{ROOM}set-up/", {**SET_UP, "seen": ["PK123:0", "AE310:0"]})) == "+"

    versions = AccessSettings.objects.values_list("centre__number", "version")
    assert dict(versions) == {"PK123": 1, "AE310": 0}


def test_a_centre_that_was_attached(world: World) -> None:
    """The Associate's people reach it as long as it is attached, with whatever they opened before."""
    client = world.browser("associate")
    pages = [SERIES, f"{SERIES}status/", f"{SERIES}letters.pdf", f"{ROOM}letters.zip?scope=ticked&centres=PK123"]
    before = [letter_of(ask(client, "GET", page)) for page in pages]

    Centre.objects.filter(number="PK123").update(associate=None)

    assert before == ["+"] * 4
    assert [letter_of(ask(client, "GET", page)) for page in pages] == ["-"] * 4


def test_another_candidates_page_is_reached_by_nothing_that_can_be_sent(world: World) -> None:
    client = world.browser("candidate")
    asked = {"number": THEIRS, "candidate": "2", "username": "AAAAAAAA", "centre": "AE310", "series": "june-2026"}

    assert OURS in str(client.get("/results/", asked).content)
    assert client.get("/results/statement.pdf", asked).headers["Content-Disposition"] == (
        f'attachment; filename="statement-PK123-{OURS}-november-2026.pdf"'
    )


def test_what_is_theirs_is_there_for_them(world: World) -> None:
    """So that the tests above don't ask for things that nobody has."""
    client = world.browser("officer elsewhere")
    series = SERIES.replace("PK123", "AE310")

    assert letter_of(ask(client, "GET", f"{series}letters/{THEIRS}.pdf")) == "+"
    ticked = {"scope": "ticked", "candidates": [THEIRS]}
    assert letter_of(ask(client, "POST", f"{series}letters/chosen.pdf", ticked)) == "+"
