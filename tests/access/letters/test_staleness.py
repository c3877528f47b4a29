"""Workers notice that ready letters say something old by now, without anybody opening a centre's page."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from access.control_room.rows import Letters, attached_centres
from access.letters.staleness.comparison import compare_some
from candidates.models import Candidate, Entry, Release, Series
from centres.models import Associate, Centre
from letters.downloads.log import DownloadRecord, record_batch
from letters.models import LetterBatch
from letters.models.downloads import ALL_LETTERS, FileFormat
from tests.support import builders
from tests.support.centre_with_letters import letters_made, make_roll
from tests.support.threads import close_connection, patiently

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def ready(series: Series, other_centre: Centre) -> LetterBatch:
    """Letters of a centre that the Associate looks after."""
    make_roll(series, other_centre, ["0001", "0002"])
    return letters_made(series, other_centre, builders.make_officer(other_centre))


def standing(associate: Associate, series: Series) -> Letters:
    """How the control room says that the letters stand, once a minute has passed and a worker came round."""
    LetterBatch.objects.update(compared_at=timezone.now() - timedelta(minutes=2))
    compare_some()
    return attached_centres(associate=associate, series=series)[0].letters


def a_release_moves() -> None:
    entered = Entry.objects.values("qualification")
    Release.objects.filter(qualification__in=entered).update(releases_at=builders.in_the_future() + timedelta(days=7))


def a_name_is_corrected() -> None:
    Candidate.objects.filter(number="0002").update(family_name="Rahmani")


def the_centre_is_renamed() -> None:
    Centre.objects.update(name="Creekside Academy")


@pytest.mark.parametrize("change", [a_release_moves, a_name_is_corrected, the_centre_is_renamed])
def test_whatever_changes_shows_in_the_control_room(
    ready: LetterBatch, associate: Associate, series: Series, change: Callable[[], None]
) -> None:
    assert standing(associate, series) == Letters.READY

    change()

    assert standing(associate, series) == Letters.STALE


def test_what_is_changed_back_makes_letters_current_again(
    ready: LetterBatch, associate: Associate, series: Series
) -> None:
    name = Candidate.objects.get(number="0002").family_name
    a_name_is_corrected()
    assert standing(associate, series) == Letters.STALE

    Candidate.objects.filter(number="0002").update(family_name=name)

    assert standing(associate, series) == Letters.READY


def test_each_has_its_turn_and_none_twice_in_a_minute(series: Series, centre: Centre, other_centre: Centre) -> None:
    for each in (centre, other_centre):
        make_roll(series, each, ["0001"])
        letters_made(series, each, builders.make_officer(each))

    first, second = (compare_some(seconds=0) for _turn in range(2))

    assert (first, second, compare_some(seconds=0)) == (1, 1, 0)
    assert not LetterBatch.objects.filter(compared_at=None).exists()


def test_two_workers_share_the_centres_between_them(series: Series, centre: Centre, other_centre: Centre) -> None:
    for each in (centre, other_centre):
        make_roll(series, each, ["0001"])
        letters_made(series, each, builders.make_officer(each))
    first, second = LetterBatch.objects.order_by("pk")
    ends: list[int] = []

    def another_worker() -> None:
        try:
            ends.append(patiently(lambda: compare_some(seconds=60)))
        finally:
            close_connection()

    with transaction.atomic():
        LetterBatch.objects.select_for_update().get(pk=first.pk)
        if connection.vendor == "sqlite":
            # It knows one writer at a time, and nobody to share with.
            ends.append(compare_some(seconds=60) - 1)
        else:
            thread = Thread(target=another_worker)
            thread.start()
            thread.join(60)

    assert ends == [1]
    second.refresh_from_db()
    assert second.compared_at is not None


def test_letters_that_were_replaced_are_left_alone(ready: LetterBatch) -> None:
    LetterBatch.objects.update(state=LetterBatch.State.REPLACED)

    assert compare_some() == 0


def old_instants() -> int:
    """What staff are told of letters that were taken, once a worker came round."""
    LetterBatch.objects.update(compared_at=timezone.now() - timedelta(minutes=2))
    compare_some()
    return sum(LetterBatch.objects.filter(state=LetterBatch.State.READY).values_list("old_instants", flat=True))


def test_letters_in_hands_that_name_another_instant_are_counted(
    ready: LetterBatch, series: Series, other_centre: Centre
) -> None:
    taken = DownloadRecord(kind=ALL_LETTERS, form=FileFormat.PDF, letters=2)
    a_release_moves()
    assert old_instants() == 0  # nobody has taken them

    record_batch(taken, batch=ready, by="officer")
    assert old_instants() == 2

    # New letters are made, and still the old ones are in people's hands until the new ones are taken.
    newer = letters_made(series, other_centre, builders.make_officer(other_centre))
    assert old_instants() == 2
    record_batch(taken, batch=newer, by="officer")
    assert old_instants() == 0


def test_a_corrected_name_is_no_other_instant(ready: LetterBatch) -> None:
    record_batch(DownloadRecord(kind=ALL_LETTERS, form=FileFormat.PDF, letters=2), batch=ready, by="officer")
    a_name_is_corrected()

    assert old_instants() == 0
