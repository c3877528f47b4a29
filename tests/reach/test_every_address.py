"""Every address of the URLconf, asked as everybody, answers what the tables in this folder say."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.reach import table
from tests.reach.asking import ask, letter_of, undone
from tests.reach.crawl import Told, everything
from tests.reach.table import ROLES
from tests.reach.world import SERIES, World

pytestmark = pytest.mark.django_db
every_role = pytest.mark.parametrize("role", ROLES)

AUDIT = {"results_portal_auditentry", "results_portal_audithead"}
# A refusal is an entry, or is counted until it is summed up.
REFUSED = AUDIT | {"results_portal_audittally"}
# Not rows of anybody's but the browser's own: what its next page will say, the challenge of a second step that is being
# set up; and the counters that slow down tries, which lie in the cache.
OWN = {"django_session", "shared_cache"}
HANDED_OVER = AUDIT | {"letters_handingover"}
WHOLE = {"letters.pdf", "letters.zip", "letters/register.pdf"}
SOME = {"letters/<number>.pdf", "letters/new.pdf", "letters/new.zip"}
IN_SERIES = "portal/<centre_number>/<series_slug>/"
# What GET may write where it answers with a page or a file: that somebody took a file, and that a candidate has seen
# results. Nothing else is written by looking.
TAKEN = {
    "results/": {"access_credential"},
    "results/statement.pdf": AUDIT | {"access_credential", "letters_issuedstatement"},
    "admin/releases/<series_slug>/<qualification_code>/missing.csv": AUDIT,
    "admin/calendar.ics": AUDIT,
    "admin/support/candidates/<pk>/view/": REFUSED,
    "portal/<centre_number>/audit.csv": AUDIT,
    f"{IN_SERIES}candidates.csv": AUDIT,
    f"{IN_SERIES}candidates.xlsx": AUDIT,
    **{f"{IN_SERIES}{name}": HANDED_OVER for name in WHOLE},
    **{f"{IN_SERIES}{name}": HANDED_OVER | {"letters_handedletter"} for name in SOME},
}
# Staff who see grades leave an entry when they look at results.
GRADES_SHOWN = {
    "admin/candidates/result/",
    "admin/candidates/result/<object_id>/change/",
    "admin/candidates/resultversion/<object_id>/change/",
    "admin/loads/<pk>/<which>.csv",
}
# A page that somebody reloads at will is counted.
LOADS_SHOWN = {"admin/loads/<pk>/", "admin/loads/<pk>/<which>/"}
SEE_GRADES = ("T", "U")


@pytest.fixture(scope="module")
def told(world: World) -> Callable[[str], Told]:
    """What everybody is told; each is asked once, in the test that needs it first."""
    known: dict[str, Told] = {}

    def of(role: str) -> Told:
        if role not in known:
            known[role] = everything(world.browser(ROLES[role]), table.paths())
        return known[role]

    return of


def test_the_tables_have_every_address_and_no_others(world: World) -> None:
    assert table.paths().keys() == table.expected("GET", "U").keys()
    assert table.permissions().keys() == table.models_of_admin()


@every_role
def test_get(told: Callable[[str], Told], role: str) -> None:
    assert told(role).get == table.expected("GET", role)


@every_role
def test_post(told: Callable[[str], Told], role: str) -> None:
    assert told(role).post == table.expected("POST", role)


@every_role
def test_head_tells_no_more_than_get(told: Callable[[str], Told], role: str) -> None:
    """A file isn't to be asked for by HEAD: its length alone says something, and nobody would have taken it."""
    answers = told(role)
    differing = {name for name, answer in answers.head.items() if answer != answers.get[name]}

    assert {answers.head[name] for name in differing} <= {"m"}


@every_role
def test_looking_changes_nothing(told: Callable[[str], Told], role: str) -> None:
    answers = told(role)
    wrote = {asked: tables - OWN for asked, tables in answers.wrote.items() if tables - OWN}

    assert wrote == {asked: may_write(*asked, role, answers) for asked in wrote}
    assert answers.changed == set()


@every_role
def test_whatever_is_taken_is_on_record(told: Callable[[str], Told], role: str) -> None:
    answers = told(role)
    taken = {name for name in TAKEN if answers.get[name] == "+"}

    assert {name: answers.wrote["GET", name] for name in taken} == {name: TAKEN[name] for name in taken}


def may_write(method: str, name: str, role: str, answers: Told) -> set[str]:
    """The tables that looking at this address has to write; a refusal is noted in the audit trail."""
    answer = (answers.get if method == "GET" else answers.head)[name]
    if answer in {"x", "-"}:
        return REFUSED
    if name in GRADES_SHOWN and role in SEE_GRADES:
        return AUDIT
    if name in LOADS_SHOWN and role in SEE_GRADES:
        return REFUSED
    return TAKEN.get(name, set()) if method == "GET" and answer == "+" else set()


@pytest.mark.parametrize("role", ["V", "O"])
def test_other_methods_do_no_more_than_get_and_post(world: World, told: Callable[[str], Told], role: str) -> None:
    client, answers = world.browser(ROLES[role]), told(role)
    strange = {}
    for method in ("PUT", "DELETE"):
        for name, path in table.paths().items():
            with undone(client):
                answer = letter_of(ask(client, method, path))
            if answer not in {answers.get[name], answers.post[name], "m"}:
                strange[method, name] = answer

    assert strange == {}


@pytest.mark.parametrize("role", ["V", "C", "O", "U"])
def test_a_form_from_another_site_does_nothing_anywhere(world: World, role: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.browser(ROLES[role]).cookies
    opened = {name for name, path in table.paths().items() if letter_of(ask(client, "POST", path)) != "x"}

    assert opened == set()


def test_the_comparison_sees_what_is_written(world: World) -> None:
    """That nothing is written would mean nothing if nothing were ever seen."""
    answers = everything(world.browser("officer"), {"taken": f"{SERIES}letters.pdf", "page": SERIES})

    assert answers.wrote == {("GET", "taken"): HANDED_OVER}
