"""Measures how candidates fare on PostgreSQL while others attack the service, or work on it, in each of several ways.

    .venv/bin/python -m tests.benchmarks.attacks [--seconds 8] [--candidates 4] [--people 300]

Candidates sign in and look at their results, a few at a time: quietly before each attack, then during it. Attackers,
candidates, gunicorn (two processes) and PostgreSQL share this machine's processors, so that the candidates' times hold
what the attackers themselves use up.

Ends with 1 if a candidate met an error, or took more than three times as long (p99) as in the quiet run before.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from tests.benchmarks.results_day_data import PASSWORD, username
from tests.benchmarks.visitors import Browser, Outcome, Site, crowd
from tests.support import attackers, postgresql, service

DATA = "tests.benchmarks.results_day_data"
MOST_TIMES_SLOWER = 3.0
CANDIDATES_PAGE, FILE = "/portal/PK123/november-2026/candidates/", "/portal/PK123/november-2026/candidates.csv"
Attack = Callable[[], AbstractContextManager[None]]


def ways(port: int, session: str) -> dict[str, Attack]:
    """Each way with what begins it."""
    results, portal = (
        "".join(f"{name}: {value}\r\n" for name, value in service.headers_for(host).items())
        for host in (service.RESULTS_HOST, service.PORTAL_HOST)
    )
    officer = f"{portal}Cookie: __Host-officer={session}\r\n"
    # Without this cookie Django refuses a form before it reads it.
    forms = f"{results}Cookie: __Host-csrf={'a' * 32}\r\n"
    return {
        "200 forms that trickle in": lambda: attackers.trickling_posts(port, forms, number=200),
        "200 headers that never end": lambda: attackers.trickling_headers(port, results, number=200),
        "60 clients that never close": lambda: attackers.never_closing(port, results, number=60, path="/healthz"),
        "24 slow downloads of one officer": lambda: attackers.slow_readers(port, officer, number=24, path=FILE),
        "24 officers' pages taken slowly": lambda: attackers.slow_readers(
            port, officer, number=24, path=CANDIDATES_PAGE
        ),
        "6 officers' windows on one page": lambda: attackers.askers(port, officer, number=6, path=CANDIDATES_PAGE),
        "20 that ask for /healthz": lambda: attackers.askers(port, results, number=20, path="/healthz", pause=0.1),
    }


def main(*, seconds: float, candidates: int, people: int) -> bool:
    """Print every figure; returns whether nobody met an error and nobody took too long."""
    print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} processes busy before anything began")
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="results-portal-attacks-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        environment = service.settings_for(stack.enter_context(postgresql.server()), folder)
        environment["REQUIRE_TWO_FACTOR"] = "false"
        service.python("-m", DATA, "fill", str(people), environment=environment)
        session = service.python("-m", DATA, "officer", environment=environment).strip()
        port = stack.enter_context(service.gunicorn(log=folder / "log", environment=environment))
        site = Site(
            port=port,
            sign_in="/results/sign-in/",
            results="/results/",
            headers=service.headers_for(service.RESULTS_HOST),
        )

        def visit(browser: Browser, number: int) -> None:
            browser.sign_in(username(number % people), PASSWORD)
            browser.view()

        def measured() -> Outcome:
            return crowd(site, visit, people=candidates, seconds=seconds)

        measured()
        fine = True
        for name, attack in ways(port, session).items():
            # Each way has a quiet run of its own just before it: others share the machine, now more and now less.
            quiet = measured()
            fine &= tell("quiet", quiet, quiet)
            with attack():
                attacked = measured()
            fine &= tell(name, attacked, quiet)
        return fine


def tell(name: str, outcome: Outcome, quiet: Outcome) -> bool:
    """One line; whether this is as it should be."""
    times = outcome.percentile(0.99) / max(quiet.percentile(0.99), 0.001)
    errors = f", {len(outcome.errors)} ERRORS such as {outcome.errors[0]}" if outcome.errors else ""
    print(
        f"  {name:34} {len(outcome.seconds):5} done, p50 {outcome.percentile(0.5):6.3f} s, "
        f"p99 {outcome.percentile(0.99):6.3f} s ({times:4.1f} times){errors}",
        flush=True,
    )
    return bool(outcome.seconds) and not outcome.errors and times <= MOST_TIMES_SLOWER


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="the length of each measurement (8)")
    parser.add_argument("--candidates", type=int, default=4, help="how many come at a time (4)")
    parser.add_argument("--people", type=int, default=300, help="how many candidates the centre has (300)")
    chosen = parser.parse_args()
    sys.exit(0 if main(seconds=chosen.seconds, candidates=chosen.candidates, people=chosen.people) else 1)
