"""Two of staff who confirm at the very same moment; and a candidate who asks again and again while results stop."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from candidates.embargo import gate
from candidates.embargo.exception_changes import ForWhom, set_exception
from candidates.embargo.release_changes import change_release
from candidates.holds.change import end, place
from candidates.holds.scope import Scope
from candidates.models import Candidate, ChangeRequest, Hold, Release, ReleaseException
from candidates.second_person import requests
from candidates.second_person.exceptions import ChangeNotPossible
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.desk import make_staff
from tests.support.threads import close_connection, patiently

pytestmark = pytest.mark.django_db(transaction=True)

SOONER = datetime(2020, 1, 19, 6, tzinfo=UTC)
ROUNDS = 5


@pytest.fixture
def team(candidate: Candidate) -> list[User]:
    """One who asks and two who confirm."""
    return [make_staff(StaffRole.RESULTS_TEAM, name) for name in ("first", "second", "third")]


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds together; says for each, in order, "done" or why not."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            patiently(deed)
        except ChangeNotPossible as why:
            return type(why).__name__
        finally:
            close_connection()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def asked_sooner(candidate: Candidate, by: User) -> ChangeRequest:
    asked = change_release(
        series=candidate.series,
        qualification=builders.make_qualification("IGCSE"),
        releases_at=SOONER,
        reason="x",
        by=by,
    )
    assert isinstance(asked, ChangeRequest)
    return asked


def test_of_two_confirmations_at_once_one_does_it(candidate: Candidate, team: list[User]) -> None:
    first, second, third = team
    for _ in range(ROUNDS):
        Release.objects.filter(qualification__code="IGCSE").update(releases_at=builders.in_the_future())
        before = AuditEntry.objects.filter(action__in=["move release", "confirm a change"]).count()
        asked = asked_sooner(candidate, first)

        ends = at_once(
            partial(requests.confirm, request=asked, by=second),
            partial(requests.confirm, request=asked, by=third),
        )

        assert sorted(ends) == ["AlreadyDecided", "done"]
        assert Release.objects.get(qualification__code="IGCSE").releases_at == SOONER
        assert AuditEntry.objects.filter(action__in=["move release", "confirm a change"]).count() == before + 2


def test_a_confirmation_and_a_refusal_at_once_end_in_one_of_them(candidate: Candidate, team: list[User]) -> None:
    first, second, third = team
    for _ in range(ROUNDS):
        future = builders.in_the_future()
        Release.objects.filter(qualification__code="IGCSE").update(releases_at=future)
        asked = asked_sooner(candidate, first)

        ends = at_once(
            partial(requests.confirm, request=asked, by=second),
            partial(requests.decline, request=asked, by=third),
        )

        assert sorted(ends) == ["AlreadyDecided", "done"]
        asked.refresh_from_db()
        opened = Release.objects.get(qualification__code="IGCSE").releases_at == SOONER
        assert opened == (asked.state == ChangeRequest.State.CONFIRMED)


def test_a_request_withdrawn_while_it_is_confirmed_ends_in_one_of_them(candidate: Candidate, team: list[User]) -> None:
    first, second, _ = team
    asked = asked_sooner(candidate, first)

    ends = at_once(
        lambda: requests.confirm(request=asked, by=second),
        lambda: requests.decline(request=asked, by=first),
    )

    assert sorted(ends) == ["AlreadyDecided", "done"]


def test_two_who_ask_for_each_others_confirmation_still_need_each_other(candidate: Candidate, team: list[User]) -> None:
    """Each asks to end the same stop at once: one request is made, and whoever made it can't confirm it."""
    first, second, _ = team
    stop = place(kind=Hold.Kind.STOP, scope=Scope(series=candidate.series), reason="x", by=first)

    ends = at_once(
        lambda: end(hold=stop, reason="x", by=first),
        lambda: end(hold=stop, reason="x", by=second),
    )

    assert sorted(ends) == ["AlreadyAsked", "done"]
    assert ChangeRequest.objects.filter(state=ChangeRequest.State.WAITING).count() == 1
    assert Hold.objects.get().ended_at is None


@dataclass
class Poll:
    """A candidate who asks again and again; each look with the phase in which it was asked for."""

    candidate: Candidate
    phase: str = "before"
    looks: list[tuple[str, bool]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            while not self.over.is_set():
                phase = self.phase
                shown = patiently(lambda: gate.read(self.candidate)).shows_results
                # What was asked for in one phase and answered in the next belongs to neither.
                if self.phase == phase:
                    self.looks.append((phase, shown))
        finally:
            close_connection()

    def enters(self, phase: str) -> None:
        """From here on it is this phase; wait until the candidate has asked in it."""
        self.phase = phase
        while (phase, True) not in self.looks and (phase, False) not in self.looks:
            self.over.wait(0.01)

    def seen(self, phase: str) -> set[bool]:
        """Whether results were seen by those who asked in this phase."""
        return {shown for asked_in, shown in self.looks if asked_in == phase}


@contextmanager
def polling(candidate: Candidate) -> Iterator[Poll]:
    poll = Poll(candidate)
    thread = threading.Thread(target=poll.run)
    thread.start()
    try:
        yield poll
    finally:
        poll.over.set()
        thread.join()


def scopes(candidate: Candidate) -> dict[str, dict[str, Any]]:
    return {
        "series": {},
        "qualification": {"qualification": builders.make_qualification("ALEVEL")},
        "syllabus": {"syllabus": builders.make_syllabus("9709", "ALEVEL")},
        "centre": {"centre": candidate.centre},
        "candidate": {"candidate": candidate},
    }


@pytest.mark.parametrize("kind", Hold.Kind)
@pytest.mark.parametrize("part", ["series", "qualification", "syllabus", "centre", "candidate"])
def test_a_candidate_who_keeps_asking_sees_nothing_from_the_next_request_on(
    candidate: Candidate, team: list[User], kind: Hold.Kind, part: str
) -> None:
    first, second, _ = team
    scope = Scope(series=candidate.series, **scopes(candidate)[part])
    with polling(candidate) as poll:
        poll.enters("before")
        held = patiently(lambda: place(kind=kind, scope=scope, reason="x", by=first))
        poll.enters("kept back")
        poll.phase = "being ended"
        asked = patiently(lambda: end(hold=held, reason="x", by=first))
        if isinstance(asked, ChangeRequest):
            poll.enters("asked for")
            poll.phase = "being ended"
            patiently(lambda: requests.confirm(request=asked, by=second))
        poll.enters("shown again")

    assert poll.seen("kept back") == {False}
    assert poll.seen("asked for") <= {False}
    assert poll.seen("shown again") == {True}
    assert poll.looks[0] == ("before", True)


def test_an_exception_acts_on_the_next_request(candidate: Candidate, team: list[User]) -> None:
    release = Release.objects.get(qualification__code="ALEVEL")
    later = datetime.now(UTC) + timedelta(hours=1)
    with polling(candidate) as poll:
        poll.enters("before")
        whom = ForWhom(centre=candidate.centre)
        patiently(lambda: set_exception(release=release, whom=whom, releases_at=later, reason="x", by=team[0]))
        poll.enters("later")

    assert poll.looks[0] == ("before", True)
    assert poll.seen("later") == {False}
    assert ReleaseException.objects.count() == 1
