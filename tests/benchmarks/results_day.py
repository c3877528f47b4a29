"""Measures results day on PostgreSQL: the service beside the same pages made with Django's defaults, in one run.

    .venv/bin/python -m tests.benchmarks.results_day [--seconds 8] [--rounds 3] [--rush 2000] [--flood 5000]

Both sides run in gunicorn with two workers on this machine, which the visitors share; the service with the settings of
production. A visit is a whole sign-in (page, form, answer) and a view of the results, over one connection; a view is
the results page alone. Compare the ratios: on a machine that does other things as well, rates say little. The rush is
for all to be let in; the flood is more than there are places to wait, so that some are asked to come back, and do.

Ends with 1 if anybody met an error, or wasn't served in the end.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.benchmarks.results_day_data import PASSWORD, username
from tests.benchmarks.visitors import Browser, Deed, Outcome, Site, crowd, rush
from tests.support import postgresql
from tests.support import service as running

DATA = "tests.benchmarks.results_day_data"
PEOPLE = 3_000
AT_ONCE = 12
# So often a candidate who is signed in looks before the next one comes.
VIEWS = 10
WANTED_VISITS, WANTED_VIEWS = 30, 4


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    name: str
    site: Site
    visit: Deed
    people: int


def main(*, seconds: float, rounds: int, people_rushing: int, people_flooding: int) -> bool:
    """Print every figure; returns whether everybody was served, by either side."""
    busy = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, {busy:.1f} processes busy before anything began")
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="results-portal-benchmark-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        ours = stack.enter_context(service(stack.enter_context(postgresql.server()), folder))
        theirs = stack.enter_context(defaults(stack.enter_context(postgresql.server()), folder))
        for side in (ours, theirs):
            crowd(side.site, side.visit, people=4, seconds=2)
        print(f"\nsign-in and view (wanted: {WANTED_VISITS} times)")
        fine = compare(ours, theirs, seconds=seconds, rounds=rounds)
        print(f"\nview alone (wanted: {WANTED_VIEWS} times)")
        looking = [replace(side, visit=signed_in(side)) for side in (ours, theirs)]
        fine &= compare(*looking, seconds=seconds, rounds=rounds, stays=VIEWS)
        fine &= tell_rush("rush", ours, people_rushing)
        return tell_rush("flood", ours, people_flooding) and fine


def compare(ours: Side, theirs: Side, *, seconds: float, rounds: int, stays: int = 1) -> bool:
    """Measure both sides in turns, for what else the machine does changes. Returns whether nobody met an error."""
    print(f"  {AT_ONCE} candidates at a time, {rounds} rounds of {seconds:g} s for each side")
    ratios, errors = [], []
    for _ in range(rounds):
        their, our = (
            crowd(side.site, side.visit, people=AT_ONCE, seconds=seconds, stays=stays) for side in (theirs, ours)
        )
        ratios.append(our.per_second / their.per_second)
        errors += our.errors + their.errors
        print(f"  {ours.name} {_figures(our)} | {theirs.name} {_figures(their)} | {ratios[-1]:6.1f} times", flush=True)
    print(f"  median {median(ratios):.1f} times, the least {min(ratios):.1f}", flush=True)
    return not errors


def tell_rush(name: str, side: Side, people: int) -> bool:
    """Everybody signs in and looks at the same moment, each once. Returns whether all were served without an error."""
    print(f"\n{name}: {people:,} candidates sign in and look, all beginning at the same moment")
    outcome = rush(side.site, side.visit, people=people)
    print(f"  {_figures(outcome)}, drained after {outcome.elapsed:.1f} s")
    last = f", for the last time after {outcome.asked_to_wait[-1]:.1f} s" if outcome.asked_to_wait else ""
    print(f"  asked to come back {len(outcome.asked_to_wait):,} times{last}")
    newcomer = rush(side.site, side.visit, people=1)
    print(f"  whoever comes next is served within {newcomer.elapsed:.3f} s", flush=True)
    return len(outcome.seconds) == people and len(newcomer.seconds) == 1


def _figures(outcome: Outcome) -> str:
    errors = f", {len(outcome.errors)} ERRORS such as {outcome.errors[0]}" if outcome.errors else ""
    return (
        f"{len(outcome.seconds):5} done, {outcome.per_second:7.1f}/s, "
        f"p50 {outcome.percentile(0.5):6.3f} s, p99 {outcome.percentile(0.99):6.3f} s{errors}"
    )


def signed_in(side: Side) -> Deed:
    """Views by candidates who have signed in before: `AT_ONCE` sessions, looked at in turns."""
    sessions = []
    for number in range(AT_ONCE):
        browser = Browser(side.site)
        side.visit(browser, number)
        sessions.append(browser.cookies)
        browser.close()

    def view(browser: Browser, number: int) -> None:
        browser.cookies = sessions[number % AT_ONCE]
        browser.view()

    return view


@contextmanager
def service(database: str, folder: Path) -> Iterator[Side]:
    """The service as it runs for real, behind what seems to be a proxy with a certificate."""
    environment = running.settings_for(database, folder)
    running.python("-m", DATA, "fill", str(PEOPLE), environment=environment)
    print("statements of the database for each step of a visit:")
    print(running.python("-m", DATA, "count", environment=environment), end="")
    with running.gunicorn(log=folder / "service.log", environment=environment) as port:
        headers = running.headers_for(running.RESULTS_HOST)
        site = Site(port=port, sign_in="/results/sign-in/", results="/results/", headers=headers)

        def visit(browser: Browser, number: int) -> None:
            browser.sign_in(username(number % PEOPLE), PASSWORD)
            _must_be(browser.view().body, f"Candidate {number % PEOPLE} ")

        yield Side("service", site, visit, PEOPLE)


@contextmanager
def defaults(database: str, folder: Path) -> Iterator[Side]:
    """The comparison."""
    environment = {"BASELINE_DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.baseline.settings"}
    people = 500
    running.python("-m", "tests.benchmarks.baseline.fill", str(people), PASSWORD, environment=environment)
    options = ["tests.benchmarks.baseline.wsgi:application", "--worker-class", "gthread", "--threads", "4"]
    log = folder / "defaults.log"
    with running.gunicorn(*options, "--no-control-socket", log=log, environment=environment, start_in=folder) as port:
        site = Site(port=port, sign_in="/sign-in/", results="/results/", headers={"Host": "127.0.0.1"})

        def visit(browser: Browser, number: int) -> None:
            browser.sign_in(f"candidate-{number % people}", PASSWORD)
            _must_be(browser.view().body, f"Candidate {number % people} ")

        yield Side("defaults", site, visit, people)


def _must_be(body: bytes, name: str) -> None:
    if name.encode() not in body or body.count(b"74") < 4:
        raise ValueError(f"this isn't the page of {name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="the length of each measurement (8)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured (3)")
    parser.add_argument("--rush", type=int, default=2_000, help="how many sign in at the same moment (2000)")
    parser.add_argument("--flood", type=int, default=5_000, help="and how many when some are sent away (5000)")
    chosen = parser.parse_args()
    served = main(
        seconds=chosen.seconds, rounds=chosen.rounds, people_rushing=chosen.rush, people_flooding=chosen.flood
    )
    sys.exit(0 if served else 1)
