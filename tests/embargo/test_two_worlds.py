"""Two worlds that differ only in results nobody may see yet: no answer to anybody tells them apart.

Every address of the URLconf is asked as everybody who isn't results staff. Each world is asked in full, and what is
answered is compared byte for byte after masking clocks. Chance is made the same in both, so nothing else is masked.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any
from unittest import mock
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from access.models import AccessSettings
from access.officers.candidate_export import as_xlsx
from candidates.embargo.gate import NO_DELAY
from candidates.models import Candidate, Entry, Result, Series
from centres.models import Centre, User
from tests.embargo.answers import Answer, difference, same_moment, undone
from tests.embargo.cast import ROLES
from tests.embargo.worlds import FIRST_KEY, NUMBER, VALUES, Embargoed, embargoed
from tests.support import addresses, builders
from tests.support.centre_with_letters import letters_made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

SERIES = "/portal/PK123/november-2026/"
STAFF = ("support", "administrator")
# Addresses with something behind the question mark: searches, filters and orders that might tell a result.
ASKED: dict[str, list[str]] = {
    "candidate": ["/results/sign-in/?username=K7MPW2QX", "/results/?grade=A"],
    "officer": [
        f"{SERIES}candidates/?q=A*",
        f"{SERIES}candidates/?order=grade",
        f"{SERIES}candidates/?seen=no&signed_in=yes",
        f"{SERIES}candidates.csv?q=PENDING",
        f"{SERIES}candidates/?sort=grade",
        f"{SERIES}status/candidates/?q=A*",
    ],
    "staff": [
        *(f"/admin/candidates/result/?{lookup}" for lookup in ("grade=A*", "outcome=PENDING", "o=-7", "q=A*")),
        *(f"/admin/candidates/entry/?{lookup}" for lookup in ("result__grade=A*", "result__held__exact=1", "q=A*")),
        *(f"/admin/candidates/candidate/?{lookup}" for lookup in ("entries__result__grade=A*", "q=PENDING")),
        *(f"/admin/find/?q={asked}" for asked in ("A*", "PENDING", "0610", "Rahman", "PK123 0042", "K7MPW2QX")),
        "/admin/candidates/syllabus/?entries__result__percentage_uniform_mark__gt=90",
        "/admin/access/credential/?candidate__entries__result__grade=A*",
        "/admin/results_portal/auditentry/?q=A*",
        "/admin/autocomplete/?app_label=candidates&model_name=entry&field_name=candidate&term=A*",
        "/admin/autocomplete/?app_label=candidates&model_name=result&field_name=entry&term=A*",
    ],
}
Asking = Callable[[], Any]


@pytest.fixture
def shut(series: Series, centre: Centre, officer: User) -> Embargoed:
    """The first world, with letters made, and nobody having seen anything."""
    entries = embargoed(series, centre)
    entries.turn(0)
    letters_made(series, centre, officer)
    return entries


def paths() -> list[str]:
    """Every address, filled in with what there is."""
    return list(dict.fromkeys(address.path for address in addresses.all_addresses(addresses.stored)))


def askings(client: Client, role: str) -> Iterator[tuple[str, Asking]]:
    """Everything to ask, by what to call it."""
    kind = "staff" if role in STAFF else role
    for address in [*paths(), *ASKED.get(kind, [])]:
        yield f"GET {address}", partial(client.get, address)
        # Whoever isn't staff is sent to sign in, whatever they ask the administration.
        if kind == "staff":
            yield f"POST {address}", partial(client.post, address)
        elif not address.startswith("/admin/"):
            yield f"HEAD {address}", partial(client.head, address)
            yield f"POST {address}", partial(client.post, address)


def told_apart(turn: Callable[[int], None], client: Client, everything: Mapping[str, Asking]) -> dict[str, str]:
    """What tells the worlds apart, and how. Caches fill while the first is asked, so what differs is asked again."""
    differing = dict.fromkeys(everything, "")
    moment = timezone.now()
    for _ in range(2):
        answers: list[dict[str, Answer]] = []
        for world in (0, 1):
            turn(world)
            with same_moment(moment):
                answers.append({name: undone(client, everything[name]) for name in differing})
        one, other = answers
        differing = {name: difference(one[name], other[name]) for name in differing if one[name] != other[name]}
    return differing


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_tells_worlds_apart(shut: Embargoed, centre: Centre, role: str) -> None:
    client = ROLES[role](centre)
    # Administrators see that there is a result, and that it is held, but not what it says.
    turn = partial(shut.turn, kinds=VALUES) if role == "administrator" else shut.turn
    turn(0)

    assert told_apart(turn, client, dict(askings(client, role))) == {}


def test_no_preview_of_the_boards_changes_tells_worlds_apart(shut: Embargoed, centre: Centre) -> None:
    """Forms with something in them: what would follow from a move, another name, a merger."""
    client = ROLES["administrator"](centre)
    builders.make_centre("GB045", country="United Kingdom", time_zone="Europe/London")
    candidate = f"/admin/changes/candidates/{Candidate.objects.earliest('pk').pk}/"
    names = {"family_name": "Rehman", "given_names": "Noor", "who": "another"}
    forms = {
        f"{candidate}move/": {"centre": "GB045", "number": "0077"},
        f"{candidate}rename/": names,
        f"{candidate}withdraw/": {},
        "/admin/changes/centres/PK123/country/": {"country": "Oman"},
        "/admin/changes/centres/PK123/merge/": {"into": "GB045"},
        "/admin/changes/centres/PK123/close/": {},
    }
    previews = {name: partial(client.post, name, {**fields, "reason": "x"}) for name, fields in forms.items()}
    for preview in previews.values():
        assert undone(client, preview).status == HTTPStatus.OK

    assert told_apart(partial(shut.turn, kinds=VALUES), client, previews) == {}


def test_keys_that_were_given_before_are_in_nobodys_way(series: Series, centre: Centre) -> None:
    """SQLite goes on behind the last key. The proof failed when a test before it had ended with the key 900,100."""
    someone = builders.make_candidate(series, centre, "0001")
    earlier = builders.make_entry(someone, builders.make_syllabus("0500", "IGCSE"))
    Result.objects.create(pk=FIRST_KEY + 100, entry=earlier, grade="A").delete()
    entries = embargoed(series, centre)

    for world in (0, 1):
        entries.turn(world)

    assert Result.objects.count() > len(entries.held)


def test_the_walk_reaches_what_matters(shut: Embargoed, centre: Centre) -> None:
    """That every answer is the same would mean nothing if all of them were the same error."""
    officer, candidate, support = (ROLES[role](centre) for role in ("officer", "candidate", "support"))

    known = paths()

    def reached(client: Client, address: str) -> bool:
        return address in known and undone(client, partial(client.get, address)).status == HTTPStatus.OK

    for address in ("/results/", "/results/statement.pdf", "/results/check/", "/robots.txt"):
        assert reached(candidate, address)
    for name in (
        "",
        "status/",
        "delay/",
        "changes/",
        "candidates/",
        "candidates.csv",
        "candidates.xlsx",
        "letters.pdf",
        "letters.zip",
    ):
        assert reached(officer, f"{SERIES}{name}")
    assert reached(officer, f"{SERIES}letters/{NUMBER}.pdf")
    assert reached(officer, f"{SERIES}candidates/{NUMBER}/")
    first = Entry.objects.earliest("pk").pk
    one = Candidate.objects.earliest("pk").pk
    for address in ("", "centres/PK123/", "centres/PK123/november-2026/", f"candidates/{one}/"):
        assert reached(support, f"/admin/support/{address}")
    assert reached(support, "/admin/results-day/")
    for name in ("candidate/", "entry/", f"entry/{first}/change/", f"entry/{first}/history/"):
        assert reached(support, f"/admin/candidates/{name}")


def test_what_opens_does_tell_worlds_apart(shut: Embargoed, centre: Centre) -> None:
    """Shows that the comparison sees a difference where there is one: the delay gone, Pre-U is open."""
    client = ROLES["candidate"](centre)
    pages = {name: partial(client.get, f"/results/{name}") for name in ("", "statement.pdf", "sign-out/")}
    AccessSettings.objects.update(delay=NO_DELAY)

    assert list(told_apart(shut.turn, client, pages)) == ["", "statement.pdf"]


def test_a_minute_that_ends_between_two_worlds_tells_nothing(
    shut: Embargoed, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the second world is asked minutes after the first."""
    client = ROLES["officer"](centre)
    now = timezone.now()
    # Each of the two times, the minute since the session was noted ends between the worlds.
    seconds = iter((0, 75, 10, 85))

    def turn(world: int) -> None:
        shut.turn(world)
        later = now + timedelta(seconds=next(seconds))
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        monkeypatch.setattr("time.time", later.timestamp)

    assert told_apart(turn, client, {"page": partial(client.get, SERIES)}) == {}


def test_a_workbook_says_the_moment_of_the_comparison() -> None:
    """Its own clock made it a byte longer or shorter when a second ended between two worlds."""
    with same_moment(datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)):
        workbook = as_xlsx(
            [], centre=Centre(country="Pakistan", time_zone="Asia/Karachi"), series=Series(name="June 2026")
        )

    with ZipFile(BytesIO(workbook)) as archive:
        said = archive.read("docProps/core.xml").decode()
    assert said.count("2001-02-03T04:05:06") == 2, said


def test_worlds_turn_whatever_results_others_left(shut: Embargoed, centre: Centre, series: Series) -> None:
    """Keys are those that nobody has, for a test before may have left some of the same."""
    other = builders.make_candidate(series, centre, "0999")
    taken = Result.objects.filter(entry__in=shut.shut).latest("pk").pk
    Result.objects.filter(pk=taken).delete()
    Result.objects.create(pk=taken, entry=builders.make_entry(other), grade="B", percentage_uniform_mark=74)

    shut.turn(1)
    shut.turn(0)


def test_an_address_that_cant_be_filled_in_is_noticed(shut: Embargoed) -> None:
    new = path("portal/<str:nobody_knows>/", lambda request, nobody_knows: HttpResponse())
    with (
        mock.patch.object(addresses, "get_resolver", return_value=mock.Mock(url_patterns=[new])),
        pytest.raises(addresses.NoArgument, match="nobody_knows"),
    ):
        paths()


def test_a_page_with_placeholders_is_the_same_in_both_worlds(shut: Embargoed, centre: Centre) -> None:
    client = ROLES["support"](centre)
    page = f"/admin/support/candidates/{Candidate.objects.get(number=NUMBER, centre=centre).pk}/view/"
    look = partial(client.get, page)

    assert undone(client, look).status == HTTPStatus.OK
    assert told_apart(shut.turn, client, {page: look}) == {}
