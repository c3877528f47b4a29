"""Two worlds that differ only in results nobody may see yet, gone through from giving access to signing out.

Jobs run in between: what they log, the letters that they draw, the files that they leave and the e-mails that they send
are compared as well.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from access.models import AccessSettings
from centres.models import User
from results_portal.installation import standing
from tests.embargo.answers import Answer, answer, difference, same_chances, same_moment
from tests.embargo.worlds import NUMBER, embargoed
from tests.support import builders
from tests.support.credentials import try_to_sign_in
from tests.support.giving import typed
from tests.support.jobs import run_jobs
from tests.support.signed_in import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

SERIES = "/portal/PK123/november-2026/"
LETTERS = ("letters.pdf", "letters.zip", f"letters/{NUMBER}.pdf")


def now() -> AccessSettings:
    return AccessSettings.objects.get()


def journey(desk: Client, phone: Client) -> list[Callable[[], Any]]:
    """What an officer and a candidate do, one after the other."""
    return [
        lambda: desk.post(f"{SERIES}status/", typed(version=now().version)),
        *(partial(desk.get, f"{SERIES}{name}") for name in ("", *LETTERS, "candidates.csv", "email/")),
        partial(desk.post, f"{SERIES}email/", {"whom": "all", "confirmed": "2"}),
        partial(desk.get, f"{SERIES}email/"),
        partial(try_to_sign_in, phone, password="wrong"),
        partial(try_to_sign_in, phone),
        *(partial(phone.get, f"/results/{page}") for page in ("", "", "statement.pdf", "statement.pdf", "0600/")),
        partial(phone.post, "/results/sign-out/"),
        partial(phone.get, "/results/"),
        *(partial(desk.get, f"{SERIES}{name}") for name in ("", "candidates/", "candidates.csv")),
        # What will change, without confirming it; then the change of the beginning is taken back.
        lambda: desk.post(f"{SERIES}delay/", {"when": "hours", "hours": "3", "version": now().version}),
        lambda: desk.post(f"{SERIES}status/", {"status": "none", "version": now().version}),
        lambda: desk.post(f"{SERIES}undo/", {"version": now().version, "page": "overview"}),
        partial(desk.get, SERIES),
    ]


def begin(store: Path, world: int) -> User:
    """An empty service, keys counted from the beginning, and then this world in it; returns the officer."""
    call_command("flush", verbosity=0, interactive=False, reset_sequences=True)
    cache.clear()
    standing.forget()
    for kept in ("letters", "loads"):
        shutil.rmtree(store / kept, ignore_errors=True)
    del mail.outbox[:]
    centre = builders.make_centre("PK123", name="Ravi Grammar School")
    embargoed(builders.make_series(), centre).turn(world)
    return builders.make_officer(centre, email="officer@pk123.example")


def gone_through(officer: User) -> list[Answer]:
    """The answers on the way, each followed by what the jobs do that it asked for."""
    told = []
    for step in journey(sign_in(Client(), officer), Client()):
        told.append(answer(step))
        # A worker shows by the clock that it lives, so its statements aren't counted.
        told.append(replace(answer(worked), queries=0))
    return told


def kept_in(store: Path) -> dict[str, bytes]:
    """Every file that is in the store, encrypted as it is, by its name."""
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()}


def told_by(store: Path, world: int, moment: datetime) -> tuple[list[Answer], dict[str, bytes]]:
    """The journey through this world, and the files that it leaves behind.

    It is the same moment all the way: a PDF with another time in it weighs something else.
    """
    with same_chances(), same_moment(moment):
        officer = begin(store, world)
    own = kept_in(store)
    # What a world takes of chance to be made is no difference on the way through it.
    with same_chances(), same_moment(moment):
        told = gone_through(officer)
    after = kept_in(store)
    # What the results team sent is another thing in each world; nobody on the way touched it.
    assert {name: after.get(name) for name in own} == own
    return told, {name: content for name, content in after.items() if name not in own}


def test_no_journey_tells_worlds_apart(own_store: Path) -> None:
    moment = timezone.now()
    # The first time caches are filled; nothing is compared with it.
    told_by(own_store, 0, moment)
    first, files = told_by(own_store, 0, moment)

    assert {one.status for one in first} >= {200, 302, 404}
    assert sum(len(one.messages) for one in first) == 2
    # Letters, and the installation's mark: of the epoch that began when the e-mails were sent.
    assert sorted(Path(name).suffixes[0] for name in files) == [".2", ".pdf", ".zip"]
    for world in (1, 4):
        other, other_files = told_by(own_store, world, moment)
        for one, same in zip(first, other, strict=True):
            assert one == same, difference(one, same)
        assert files == other_files


def worked() -> Any:
    """The background jobs, as an answer without words: what they log and send is what counts."""
    run_jobs()
    return Client().get("/robots.txt")
