"""The running service opens results by itself before a candidate who waits, and not a moment early."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support import demonstration
from tests.support.demonstration import Demonstration

FAR_OFF = timedelta(days=50)


def move_release(service: Demonstration, folder: Path, *, opens_at: datetime) -> timedelta:
    """What the board does to move a release: load the series again with another instant. Returns how long it took."""
    started = datetime.now(UTC)
    numbers = {"PK123": ["0042"]}
    demonstration.write_series(folder, name=people.OPENING, numbers=numbers, releases={"ALEVEL": opens_at})
    demonstration.manage(service, "load_series", str(folder), "--open-releases", "--keep-missing")
    return datetime.now(UTC) - started


def test_a_candidate_who_waits_sees_the_results_appear(
    visit: Callable[..., Visitor], service: Demonstration, tmp_path: Path
) -> None:
    officer, candidate = visit(), visit("phone")
    people.officer_signs_in(officer, service, "officer@pk123.example")
    people.officer_opens(officer, centre="PK123", series="june-2027")
    people.officer_sets_status(officer, "Selected candidates", numbers=["0042"])
    (letter,), _ = people.officer_downloads(officer)
    people.candidate_signs_in(candidate, letter.username, letter.password)
    expect(candidate.page.locator(".card-grade")).to_have_count(0)

    # Rehearsed once, for the release has to be still ahead when the page is looked at, however slow the machine is.
    took = move_release(service, tmp_path, opens_at=datetime.now(UTC) + FAR_OFF)
    opens_at = datetime.now(UTC) + 3 * took + timedelta(seconds=8)
    move_release(service, tmp_path, opens_at=opens_at)
    candidate.goes_to("/results/")
    expect(candidate.page.get_by_role("timer")).to_contain_text("second")
    expect(candidate.page.locator(".card-grade")).to_have_count(0)

    milliseconds = (opens_at - datetime.now(UTC)).total_seconds() * 1000
    expect(candidate.page.locator(".card-grade")).to_contain_text("A*", timeout=milliseconds + 40_000)

    assert datetime.now(UTC) >= opens_at.replace(microsecond=0)
    candidate.looks()
