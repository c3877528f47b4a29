"""Threads beside a process's work outlive any error, say it in the log, and are missed when they are gone."""

import re
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import OperationalError
from pytest_django import Settings

from results_portal.config.mode import ROOT
from results_portal.db.heartbeat import beating
from results_portal.monitoring import background

LONG = 20.0


class Work:
    """Fails in its first rounds; `again` is set by the one after them."""

    def __init__(self, *raises: BaseException) -> None:
        self.raises = list(raises)
        self.again = Event()

    def __call__(self) -> None:
        if self.raises:
            raise self.raises.pop(0)
        self.again.set()


ERRORS: list[BaseException] = [
    OperationalError("the database is gone"),
    OSError(28, "No space left on device"),
    RuntimeError("a fault of ours"),
    MemoryError(),
    SystemExit(1),
    KeyboardInterrupt(),
]


def test_whatever_is_raised_costs_one_round_and_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(*ERRORS)

    with background.repeated(work, name="tidying", every=0.001) as thread:
        assert work.again.wait(LONG)
        assert background.problem() == ""

    assert not thread.is_alive()
    told = [record for record in caplog.records if record.message.startswith("tidying: a round failed")]
    assert [type(record.exc_info[1]) for record in told if record.exc_info] == [type(error) for error in ERRORS]


def test_a_heartbeat_goes_on_whatever_a_beat_raises(settings: Settings) -> None:
    settings.LETTERS_HEARTBEAT_SECONDS = 0.001
    beat = Work(*ERRORS)

    with beating(beat, of="a batch"):
        assert beat.again.wait(LONG)


@pytest.fixture
def lost() -> Callable[[], Thread]:
    """A watched thread that has ended, as none should."""

    def end() -> Thread:
        thread = Thread(target=lambda: None, name="delivering")
        background.watch(thread)
        thread.start()
        thread.join()
        return thread

    return end


def test_a_thread_that_is_gone_is_reported(lost: Callable[[], Thread], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_watched", {})
    assert background.problem() == ""

    lost()

    assert background.problem() == "a thread of this process has ended: delivering; restart the process"


def test_one_that_was_told_to_end_is_not_missed() -> None:
    with background.repeated(lambda: None, name="tidying", every=LONG):
        pass

    assert background.problem() == ""


def test_no_thread_is_begun_outside_of_the_frame() -> None:
    """Whoever needs one uses `background`; work that is waited for may use a pool, which hands errors back."""
    begun = {
        file.relative_to(ROOT).as_posix()
        for app in ("access", "candidates", "centres", "letters", "results_portal")
        for file in (ROOT / app).rglob("*.py")
        if re.search(r"\b(Thread|Timer)\(|start_new_thread", file.read_text())
    }

    assert begun == {"results_portal/monitoring/background.py"}
