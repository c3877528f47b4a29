"""The steps of `docs/operating.md` bring one machine from nothing to a candidate who sees released results.

PostgreSQL with its three roles, a site for officers and one for candidates, a worker and nginx are real processes.
"""

import re
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.browser.people import Printed, read_pdf
from tests.deployment import machine as machines
from tests.deployment.machine import PORTAL_HOST, RESULTS_HOST, Machine
from tests.deployment.visitor import Page, Visitor
from tests.support import demonstration

pytestmark = [pytest.mark.nginx, pytest.mark.slow]
OFFICER, PASSWORD = "officer@pk123.example", "four quiet otters swam"
CENTRE = "/portal/PK123/november-2026/"
UNITS = (
    "results-web-portal.service",
    "results-web-results.service",
    "results-worker@1.service",
    "results-proxy.service",
)
# The series of the sample that the document loads, with few candidates, and A Levels released.
NUMBERS = {"PK123": ["0001", "0007", "0042"]}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Set up and started."""
    folder = tmp_path_factory.mktemp("machine")
    series = demonstration.write_series(
        folder / "series",
        name="November 2026",
        numbers=NUMBERS,
        releases={"ALEVEL": datetime.now(UTC) - timedelta(days=1), "IGCSE": datetime.now(UTC) + timedelta(days=30)},
    )
    with machines.set_up(folder, series=series) as machine:
        machine.does("first", OFFICER_PASSWORD=PASSWORD, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        for unit in UNITS:
            machine.start(unit)
        machines.wait_until_it_listens(machine, machine.https, UNITS)
        yield machine


def visitor(machine: Machine, host: str) -> Visitor:
    site = "portal" if host == PORTAL_HOST else "results"
    certificate = machine.folder / f"etc/certificates/{site}.crt"
    return Visitor(host=host, port=machine.https, certificate=certificate)


def officer_signs_in(officer: Visitor) -> Page:
    """For the first time, which asks for a second step."""
    page = officer.sends(officer.get("/"), {"login": OFFICER, "password": PASSWORD})
    page = officer.get("/portal/accounts/2fa/totp/activate/")
    shown = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page.text)
    assert shown, page.text
    secret = shown[1].replace(" ", "")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    officer.sends(page, {"code": code})
    return officer.get("/portal/")


def officer_gives_access(officer: Visitor) -> None:
    contact = {"contact_name": "Ms Rahila Anwar", "contact_telephone": "+92 42 1112 223"}
    page = officer.sends(officer.get(f"{CENTRE}status/"), {"status": "all", "deals_with_queries": "on", **contact})
    if page.heading == "What will change":
        page = officer.sends(page, {"step": "confirm"})
    assert page.heading == "Candidate Results Website"


def letters(officer: Visitor) -> list[Printed]:
    """Once the worker has made them."""
    deadline = time.monotonic() + 90
    while (page := officer.get(f"{CENTRE}letters.pdf")).headers["content-type"] != "application/pdf":
        assert time.monotonic() < deadline, page.text
        time.sleep(0.2)
    return read_pdf(page.body)


def test_the_journey(machine: Machine) -> None:
    officer, candidate = visitor(machine, PORTAL_HOST), visitor(machine, RESULTS_HOST)

    assert officer_signs_in(officer).heading == "Administer Exams"
    officer_gives_access(officer)
    made = letters(officer)
    assert len(made) == len(NUMBERS["PK123"])

    mine = made[-1]
    page = candidate.sends(candidate.get("/"), {"username": mine.username, "password": mine.password})

    assert page.path == "/results/"
    assert "Candidate 0042" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert 'class="card-grade"' in page.text


def test_each_site_answers_on_its_own_host_alone(machine: Machine) -> None:
    officer, candidate = visitor(machine, PORTAL_HOST), visitor(machine, RESULTS_HOST)

    assert officer.ask("GET", "/results/sign-in/").status == 404
    assert candidate.ask("GET", "/portal/").status == 404
    assert candidate.ask("GET", "/admin/").status == 404
    assert candidate.ask("GET", "/readyz").status == 404
    stranger = visitor(machine, RESULTS_HOST)
    stranger.trust.check_hostname = False
    stranger.host = "other.board.example"
    with pytest.raises(ssl.SSLError):
        stranger.ask("GET", "/")


def test_no_process_serves_without_having_made_its_pages(machine: Machine) -> None:
    for unit in UNITS:
        assert "Traceback" not in machine.log(unit)


def test_static_files_come_through_and_are_kept(machine: Machine) -> None:
    candidate = visitor(machine, RESULTS_HOST)
    [sheet, *_] = re.findall(r'href="(/static/[^"]+\.css)"', candidate.get("/").text)

    answer = candidate.ask("GET", sheet)

    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


def test_more_than_the_service_takes_is_refused_in_front(machine: Machine) -> None:
    assert visitor(machine, RESULTS_HOST).ask("POST", "/results/sign-in/", b"x" * 3_000_000).status == 413


def test_each_process_has_its_own_role(machine: Machine) -> None:
    with psycopg.connect(f"{machine.cluster.url.rpartition('/')[0]}/results") as connection:
        found = connection.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'results'").fetchall()

    assert {role for (role,) in found} - {"postgres"} == {"portal_site", "results_site"}


def test_when_nothing_is_behind_the_proxy_its_own_page_says_so(machine: Machine) -> None:
    unit = "results-web-results.service"
    machine.stop(unit)
    held = machine.sockets.pop("results-web-results.socket")
    held.close()
    try:
        answer = visitor(machine, RESULTS_HOST).ask("GET", "/results/sign-in/")
    finally:
        machine.start(unit)

    assert answer.status == 502
    assert answer.headers["retry-after"] == "10"
    assert "One moment, there is much to do" in answer.text
