"""Everybody who sends forms, each with a browser, and data with which every form of theirs is on some page."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core import mail
from django.test import Client

from centres.models import Role
from letters.models import LetterBatch
from tests.centres.accounts.test_second_factor import give_app
from tests.reach.world import ROOM, SERIES, TOKEN, World
from tests.support import builders
from tests.support.attached_centres import attached, batch
from tests.support.people import make_member
from tests.support.signed_in import browser_of

LOGIN = "/portal/accounts/login/"
RESET = "/portal/accounts/password/reset/"
PROOF = "/portal/accounts/reauthenticate/?next=/portal/"
RESET_LINK = re.compile(r"http://\w+(/portal/accounts/password/reset/key/\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who looks around from `starts` on; `minds` begins the addresses of forms that are theirs to spoil."""

    browser: Client
    starts: Iterable[str]
    minds: str = "/"


def visitor(world: World) -> Person:
    """Not signed in, with every link that people get by e-mail."""
    Client().post(RESET, {"email": world.people["officer"].email})
    reset = RESET_LINK.search(str(mail.outbox[-1].body))
    assert reset
    links = (f"/portal/invitations/{TOKEN}/", f"/portal/recovery/{TOKEN}/", reset[1])
    return Person(browser=Client(), starts=("/", "/results/check/", *links))


def halfway(world: World) -> Person:
    """Has given the password, and not yet the second step."""
    give_app(world.people["viewer"])
    browser = Client()
    browser.post(LOGIN, {"login": world.people["viewer"].email, "password": builders.PASSWORD})
    return Person(browser=browser, starts=("/portal/accounts/2fa/authenticate/",), minds="/portal/accounts/2fa/")


def candidate(world: World) -> Person:
    return Person(browser=world.browser("candidate"), starts=("/results/",))


def officer(world: World) -> Person:
    """Acts for three centres: their letters are ready, have failed, and are being made."""
    user = world.people["officer"]
    others = [SERIES.replace("PK123", number) for number in ("AA001", "AA002")]
    for number, state in (("AA001", LetterBatch.State.FAILED), ("AA002", LetterBatch.State.RUNNING)):
        centre = attached(builders.make_associate(), world.series, number, status="all")
        make_member(user.email, Role.EXAMS_OFFICER, centre=centre)
        batch(world.series, centre, state)
    return Person(browser=browser_of(user), starts=(SERIES, *others, "/portal/"), minds="/portal/")


def head(world: World) -> Person:
    return Person(browser=world.browser("head"), starts=("/portal/",), minds="/portal/PK123/")


def associates_officer(world: World) -> Person:
    return Person(browser=world.browser("associate"), starts=(ROOM,), minds=ROOM)


def with_an_app(world: World) -> Person:
    """Signed in twice, with an app for the second step, to see every form of *Your account*."""
    user = world.people["viewer"]
    Client().post(LOGIN, {"login": user.email, "password": builders.PASSWORD})
    give_app(user)
    return Person(
        browser=browser_of(user),
        starts=("/portal/accounts/sessions/", "/portal/accounts/2fa/", "/portal/", PROOF),
        minds="/portal/accounts/",
    )


def superuser(world: World) -> Person:
    return Person(browser=world.browser("superuser"), starts=("/admin/",), minds="/admin/")


PEOPLE: dict[str, Callable[[World], Person]] = {
    "visitor": visitor,
    "halfway": halfway,
    "candidate": candidate,
    "officer": officer,
    "head": head,
    "associate's officer": associates_officer,
    "with an app": with_an_app,
    "superuser": superuser,
}
