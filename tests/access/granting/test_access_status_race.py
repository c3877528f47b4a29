"""Two officers who press Confirm at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from access.granting.exceptions import StaleSettings
from access.granting.selection import change_selection
from access.models import AccessSettings, Status
from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.giving import enter, save, selected
from tests.support.threads import close_connection, patiently

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = AuditEntry.objects.filter(action__in=["change access status", "change selection"])


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds together; says for each, in order, "done" or the name of what refused it."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            return outcome(deed)
        finally:
            close_connection()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def outcome(deed: Callable[[], object]) -> str:
    try:
        patiently(deed)
    except StaleSettings:
        return "stale"
    return "done"


@pytest.fixture
def colleague(centre: Centre) -> User:
    return builders.make_officer(centre, email="colleague@pk123.example")


def test_of_two_first_choices_one_is_kept_and_the_other_is_told(
    series: Series, centre: Centre, officer: User, colleague: User
) -> None:
    enter(series, centre, 3)

    ends = at_once(
        lambda: save(series, centre, officer, Status.ALL, version=0),
        lambda: save(series, centre, colleague, Status.SELECTED, selection={"0002"}, version=0),
    )

    assert sorted(ends) == ["done", "stale"]
    settings = AccessSettings.objects.get()
    winner = (officer.email, "all", set()) if ends[0] == "done" else (colleague.email, "selected", {"0002"})
    assert (settings.changed_by, settings.status, selected(series, centre)) == winner
    assert (settings.version, CHANGES.count(), LetterBatch.objects.count()) == (1, 1, 1)


def test_of_two_selections_one_is_kept_whole(series: Series, centre: Centre, officer: User, colleague: User) -> None:
    enter(series, centre, 6)
    version = save(series, centre, officer, Status.SELECTED, selection={"0001"}).version

    def choose(by: User, numbers: set[str]) -> None:
        change_selection(series=series, centre=centre, select=numbers, version=version, by=by)

    ends = at_once(lambda: choose(officer, {"0002", "0003"}), lambda: choose(colleague, {"0004", "0005"}))

    assert sorted(ends) == ["done", "stale"]
    added = {"0002", "0003"} if ends[0] == "done" else {"0004", "0005"}
    assert selected(series, centre) == {"0001"} | added


def test_a_double_click_is_done_once(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 3)

    ends = at_once(*[lambda: save(series, centre, officer, Status.ALL, version=0)] * 4)

    assert ends == ["done"] * 4
    settings = AccessSettings.objects.get()
    assert (settings.version, CHANGES.count(), LetterBatch.objects.count()) == (1, 1, 1)
