"""Passwords: random, one per candidate whoever asks how often, hashed and sealed together, reissued for good."""

import re
import threading
from collections import Counter
from itertools import count

import pytest
from django.db import connection

from access.credentials import generator
from access.credentials import issue as issuing
from access.credentials.hashers import matches
from access.credentials.issue import issue_missing
from access.credentials.sealed_passwords import open_password
from access.granting.reissue import NothingToReissue, reissue
from access.models import Credential, Status
from candidates.models import Candidate, Series
from centres.models import Centre, User
from results_portal.crypto.encryption import CannotOpen
from results_portal.models import AuditEntry
from results_portal.text.symbols import ALPHABET
from tests.support import builders
from tests.support.centre_with_letters import give_access, make_roll

pytestmark = pytest.mark.django_db


def issue(series: Series, centre: Centre, by: User, **rest: object) -> int:
    told: list[tuple[int, int]] = []
    options = {"on_progress": lambda done, total: told.append((done, total)), **rest}
    return issue_missing(series=series, centre=centre, by=by, **options)  # type: ignore[arg-type]


def test_passwords_are_three_groups_of_five_symbols_that_cant_be_mistaken() -> None:
    group = "[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{5}"
    for _ in range(200):
        assert re.fullmatch(f"{group}-{group}-{group}", generator.password())
        assert re.fullmatch("[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}", generator.username())
    assert (len(ALPHABET), set("01OIL") & set(ALPHABET)) == (31, set())


def test_every_symbol_is_as_likely_as_any_other() -> None:
    draws = 31 * 1_000
    seen = Counter(generator._symbols(draws))

    # Chi-squared with 30 degrees of freedom: beyond 90 once in ten million runs.
    assert sum((seen[symbol] - 1_000) ** 2 / 1_000 for symbol in ALPHABET) < 90


def test_everyone_with_access_and_nobody_else_gets_a_password(series: Series, centre: Centre, officer: User) -> None:
    roll = make_roll(series, centre)
    withdrawn = builders.make_candidate(series, centre, "0500", withdrawn=True)
    elsewhere = builders.make_candidate(series, builders.make_centre("PK999"), "0001")

    assert issue(series, centre, officer) == 5
    assert set(Credential.objects.values_list("candidate", flat=True)) == {candidate.pk for candidate in roll}
    assert not Credential.objects.filter(candidate__in=[withdrawn, elsewhere]).exists()


def test_the_sealed_copy_is_the_password_that_the_hash_accepts(series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre)
    issue(series, centre, officer)

    for credential in Credential.objects.all():
        assert matches(open_password(credential), credential.password_hash)


def test_a_sealed_copy_opens_for_its_own_candidate_and_issue_only(
    series: Series, centre: Centre, officer: User
) -> None:
    make_roll(series, centre)
    issue(series, centre, officer)
    one, other = Credential.objects.order_by("pk")[:2]

    one.sealed_password = other.sealed_password
    with pytest.raises(CannotOpen):
        open_password(one)
    other.issue += 1
    with pytest.raises(CannotOpen):
        open_password(other)


def test_issuing_again_changes_nothing(series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre)
    issue(series, centre, officer)
    before = list(Credential.objects.order_by("pk").values())

    assert issue(series, centre, officer) == 0
    assert list(Credential.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action="issue passwords").count() == 1


def test_only_those_who_were_added_get_one_later(series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre)
    issue(series, centre, officer)
    added = builders.make_candidate(series, centre, "0500")

    assert issue(series, centre, officer) == 1
    assert Credential.objects.get(candidate=added).issue == 1


def test_progress_is_told_and_each_chunk_is_on_record_without_names(
    series: Series, centre: Centre, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roll(series, centre)
    monkeypatch.setattr(issuing, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    issue(series, centre, officer, on_progress=lambda done, total: told.append((done, total)))

    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    entries = AuditEntry.objects.filter(action="issue passwords")
    assert [entry.details for entry in entries] == [{"candidates": 1}, {"candidates": 2}, {"candidates": 2}]
    assert {(entry.actor, entry.centre_number) for entry in entries} == {(officer.email, "PK123")}


def test_what_stops_the_work_undoes_its_chunk_alone(
    series: Series, centre: Centre, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roll(series, centre)
    monkeypatch.setattr(issuing, "CHUNK", 2)

    class Stopped(Exception):
        pass

    def stop_at_four(done: int, total: int) -> None:
        if done == 4:
            raise Stopped

    with pytest.raises(Stopped):
        issue(series, centre, officer, on_progress=stop_at_four)
    assert Credential.objects.count() == 2
    assert AuditEntry.objects.filter(action="issue passwords").count() == 1
    assert issue(series, centre, officer) == 3


def test_a_username_that_somebody_has_is_drawn_again(series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre, ["0001"])
    issue(series, centre, officer, new_username=lambda: "AAAAAAAA")
    builders.make_candidate(series, centre, "0002")
    builders.make_candidate(series, centre, "0003")
    draws = count()

    issue(series, centre, officer, new_username=lambda: f"AAAAAAA{'AB2A345678'[next(draws)]}")
    usernames = Credential.objects.order_by("candidate__number").values_list("username", flat=True)
    assert list(usernames) == ["AAAAAAAA", "AAAAAAA2", "AAAAAAAA"] or len(set(usernames)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_give_two_passwords(series: Series, centre: Centre, officer: User) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database is one connection's; PostgreSQL shows this")
    make_roll(series, centre, [f"{number:04}" for number in range(1, 41)])
    issued: list[int] = []

    def work() -> None:
        issued.append(issue(series, centre, officer))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sum(issued), Credential.objects.count()) == (40, 40)
    assert sum(entry.details["candidates"] for entry in AuditEntry.objects.filter(action="issue passwords")) == 40
    for credential in Credential.objects.all():
        assert matches(open_password(credential), credential.password_hash)


# --- Reissuing ---------------------------------------------------------------------------------------------------


@pytest.fixture
def issued(series: Series, centre: Centre, officer: User) -> list[Candidate]:
    roll = make_roll(series, centre)
    issue(series, centre, officer)
    return roll


def test_a_reissued_password_is_new_and_the_old_one_is_dead(
    issued: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    before = Credential.objects.get(candidate=issued[0])
    old = open_password(before)

    assert reissue(series=series, centre=centre, candidates=issued[:1], by=officer) == 1
    after = Credential.objects.get(candidate=issued[0])
    assert not matches(old, after.password_hash)
    assert matches(open_password(after), after.password_hash)
    assert (after.username, after.issue, after.epoch) == (before.username, 2, before.epoch + 1)


def test_reissuing_touches_nobody_else_and_is_on_record(
    issued: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    others = Credential.objects.exclude(candidate__in=issued[:2]).order_by("pk")
    before = list(others.values())
    reissue(series=series, centre=centre, candidates=issued[:2], by=officer)

    assert list(others.values()) == before
    entry = AuditEntry.objects.get(action="reissue passwords")
    assert (entry.details["candidates"], entry.details["numbers"]) == (2, ["0001", "0007"])


def test_reissuing_asks_for_letters(issued: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    reissue(series=series, centre=centre, candidates=issued[:1], by=officer)

    batch = series.letter_batches.get()
    assert (batch.state, batch.issues_passwords) == ("queued", False)


def test_no_reissue_without_access_or_for_another_centres_candidate(
    issued: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    other_centre = builders.make_centre("PK999")
    stranger = make_roll(series, other_centre, ["0001"])
    issue(series, other_centre, officer)
    give_access(series, centre, Status.SELECTED)

    for candidates in (issued, stranger):
        with pytest.raises(NothingToReissue):
            reissue(series=series, centre=centre, candidates=candidates, by=officer)
    assert set(Credential.objects.values_list("issue", flat=True)) == {1}
