"""How a copy is told from the original, with letters in a folder and in object storage."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from results_portal import installation
from results_portal.config.file_storage import file_storages
from results_portal.installation import OnHold, marks, standing
from results_portal.installation.marks import Mark
from results_portal.models import Installation
from results_portal.object_storage import StorageUnavailable
from tests.support import object_storage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture(scope="module")
def bucket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("buckets")
    (folder / "letters-of-the-board").mkdir()
    with object_storage.server(folder) as address:
        yield address


@pytest.fixture
def bucket(bucket_server: str, own_store: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letters are in object storage."""
    for name, value in object_storage.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    address = f"s3://letters-of-the-board/{secrets.token_hex(4)}?endpoint={bucket_server}&region=eu-west-2"
    settings.STORAGES = {**settings.STORAGES, **file_storages(address, state=own_store)}


def again() -> str:
    """What a process that starts now finds: why it is on hold, or nothing."""
    standing.forget()
    try:
        installation.require_own()
    except OnHold:
        return installation.why_on_hold()
    return ""


def row() -> Installation:
    return Installation.objects.get()


def test_the_first_that_asks_gives_database_and_storage_the_same_mark() -> None:
    assert again() == ""

    assert row().is_written
    assert marks.found() == [Mark(row().identity, 1)]


def test_the_epoch_rises_in_both_and_one_mark_is_left() -> None:
    for _time in range(3):
        installation.begin_sending()

    assert row().epoch == 4
    assert marks.found() == [Mark(row().identity, 4)]
    assert again() == ""


def test_a_process_that_was_overtaken_or_killed_half_way_does_no_harm() -> None:
    installation.begin_sending()
    Installation.objects.update(epoch=5)
    assert again() == ""
    marks.write(Mark(row().identity, 4))
    assert again() == ""

    installation.advance()
    assert marks.found() == [Mark(row().identity, 6)]


def test_whoever_was_killed_before_the_storage_was_marked_is_no_copy() -> None:
    again()
    marks.remove(marks.found())
    Installation.objects.update(is_written=False)

    assert again() == ""
    assert marks.found() == [Mark(row().identity, 1)]


def older_database() -> None:
    installation.begin_sending()
    Installation.objects.update(epoch=1)


def restored_elsewhere() -> None:
    Installation.objects.update(place="the cluster that the dump is of")


def another_database() -> None:
    Installation.objects.update(identity="0" * 32)


def database_without_a_mark() -> None:
    Installation.objects.all().delete()


def empty_storage() -> None:
    marks.remove(marks.found())


def restored_by_command() -> None:
    marks.write(Mark(marks.RESTORED, 0))


COPIES = {
    older_database: standing.OLDER,
    restored_elsewhere: standing.COPIED,
    another_database: standing.FOREIGN,
    database_without_a_mark: standing.FOREIGN,
    empty_storage: standing.UNMARKED,
    restored_by_command: standing.RESTORED,
}


@pytest.mark.parametrize(("becomes_one", "why"), COPIES.items(), ids=[made.__name__ for made in COPIES])
def test_a_copy_is_on_hold_until_it_is_taken_over(
    becomes_one: object, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert again() == ""
    assert callable(becomes_one)
    becomes_one()

    assert again() == why
    assert not installation.may_act()

    call_command("take_over", yes=True)
    assert why in capsys.readouterr().out
    assert again() == ""
    assert marks.found() == [Mark(row().identity, 1)]


def test_whoever_had_the_storage_before_is_on_hold_afterwards() -> None:
    again()
    original = Installation.objects.values().get()
    Installation.objects.update(place="the cluster that the dump is of")
    call_command("take_over", yes=True)

    Installation.objects.all().delete()
    Installation.objects.create(**original)

    assert again() == standing.FOREIGN


def test_nothing_is_taken_over_where_nothing_is_on_hold(capsys: pytest.CaptureFixture[str]) -> None:
    again()
    identity = row().identity

    call_command("take_over", yes=True)

    assert "nothing to take over" in capsys.readouterr().out
    assert row().identity == identity


def test_without_the_word_nothing_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    again()
    restored_elsewhere()
    monkeypatch.setattr("builtins.input", lambda said: "yes")

    with pytest.raises(CommandError, match=r"Nothing was changed\."):
        call_command("take_over")

    assert again() == standing.COPIED


def test_while_the_storage_is_out_of_reach_those_who_knew_go_on_and_the_others_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def out_of_reach(path: str) -> tuple[list[str], list[str]]:
        raise StorageUnavailable("the object storage answered SlowDown")

    again()
    monkeypatch.setattr(storages["letters"], "listdir", out_of_reach)

    installation.begin_sending()
    assert installation.may_act()
    standing.forget()
    with pytest.raises(StorageUnavailable):
        installation.begin_sending()
    assert not installation.may_act()


def test_marks_are_the_same_in_object_storage(bucket: None) -> None:
    assert again() == ""
    assert marks.found() == [Mark(row().identity, 1)]
    another_database()
    assert again() == standing.FOREIGN
