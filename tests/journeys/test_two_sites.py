"""Both sites in processes of their own, each under its role in the database: an ordinary day, from load to purge.

The migration runs as the owner; commands and a worker run as the portal's role.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from results_portal.db.roles.grants import PORTAL, RESULTS
from tests.journeys.test_sample_centres import sample_of
from tests.support import postgresql, roles, service
from tests.support.centre_with_letters import number_on, pages_of, printed_on
from tests.support.giving import typed
from tests.support.postgresql import Cluster

PASSWORD = "four quiet otters swam"
OFFICER = "officer@gr003.example"
PAGE = "/portal/GR003/november-2026/"
WRONG = {"username": "AAAAAAAA", "password": "wrong"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LONG = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    to: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Somebody at one of the sites, behind what seems a proxy."""

    def __init__(self, port: int, host: str) -> None:
        self._port = port
        self._headers = {**service.headers_for(host), "Sec-Fetch-Site": "same-origin"}
        self._cookies = SimpleCookie()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def send(self, path: str, fields: Mapping[str, object], *, page: str = "") -> Answer:
        """The form at `path`, opened on `page` first."""
        token = TOKEN.search(self.get(page or path).text)
        assert token
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token[1], **fields}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self._cookies.items())
        headers = {**self._headers, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection("127.0.0.1", self._port, timeout=LONG)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._cookies.load(value)
        return Answer(status=response.status, to=response.getheader("Location", ""), body=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSites:
    cluster: Cluster
    portal: int
    results: int
    # What a command of the portal's needs.
    environment: dict[str, str]

    def officer(self) -> Browser:
        browser = Browser(self.portal, service.PORTAL_HOST)
        done = browser.send("/portal/accounts/login/", {"login": OFFICER, "password": PASSWORD})
        assert done.status == 302
        return browser

    def candidate(self) -> Browser:
        return Browser(self.results, service.RESULTS_HOST)

    def recorded(self) -> set[str]:
        """What the trail has, as the portal's role reads it."""
        with roles.connect(self.cluster, PORTAL) as connection:
            return {row[0] for row in connection.execute("SELECT action FROM results_portal_auditentry")}

    def command(self, *arguments: str) -> str:
        return service.python("manage.py", *arguments, environment=self.environment)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSites]:
    folder = tmp_path_factory.mktemp("two sites")
    with ExitStack() as stack:
        cluster = stack.enter_context(postgresql.cluster())
        roles.make_roles(cluster, folder)
        roles.ask_for_passwords(cluster)
        roles.migrate(cluster, folder)
        own = {"REQUIRE_TWO_FACTOR": "false", "OFFICER_PASSWORD": PASSWORD, "STATIC_ROOT": str(folder / "static")}
        portals = {**service.settings_for(roles.url_of(cluster, PORTAL), folder), **own}
        candidates = {**service.settings_for(roles.url_of(cluster, RESULTS), folder / "apart"), **own}
        service.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", environment=portals)
        load(folder, portals)
        command = [sys.executable, "manage.py", "db_worker", "--interval=0.1", "--no-startup-delay"]
        with (folder / "worker").open("wb") as log:
            worker = subprocess.Popen(
                command, cwd=service.ROOT, env=service.clean({**portals, "SITE": "portal"}), stdout=log, stderr=log
            )
        stack.callback(worker.wait)
        stack.callback(worker.terminate)
        ports = {
            site: stack.enter_context(
                service.gunicorn(log=folder / site, environment={**environment, "SITE": site}, workers=1)
            )
            for site, environment in (("portal", portals), ("results", candidates))
        }
        yield TwoSites(cluster=cluster, portal=ports["portal"], results=ports["results"], environment=portals)


def load(folder: Path, environment: dict[str, str]) -> None:
    """One centre's candidates of the sample series, whose results are open already, and an officer."""
    files = folder / "november-2026"
    files.mkdir()
    sample_of("GR003", files)
    releases = files / "releases.csv"
    releases.write_text(re.sub(r"202\d-\d\d-\d\dT", "2020-01-01T", releases.read_text("utf-8")), "utf-8")
    said = ["--new-series", "--open-releases"]
    service.python("manage.py", "load_series", str(files), *said, environment=environment)
    service.python("manage.py", "create_officer", OFFICER, "--centre", "GR003", environment=environment)


def until(served: Callable[[], Answer]) -> Answer:
    """Ask until it is there."""
    deadline = time.monotonic() + LONG
    while (answer := served()).status != 200:
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)
    return answer


@pytest.fixture(scope="module")
def printed(running: TwoSites) -> tuple[str, str, str]:
    """Number, username and password on a letter, after the officer's work: all candidates have access."""
    officer = running.officer()
    assert officer.send(f"{PAGE}status/", typed()).status == 302
    letters = until(lambda: officer.get(f"{PAGE}letters.pdf"))
    page = pages_of(letters.body)[0]
    return number_on(page), *printed_on(page)


def test_a_candidate_signs_in_looks_and_takes_a_statement(running: TwoSites, printed: tuple[str, str, str]) -> None:
    _, username, password = printed
    browser = running.candidate()
    wrong = browser.send("/results/sign-in/", {"username": username, "password": "wrong"})
    right = browser.send("/results/sign-in/", {"username": username, "password": password})
    page = browser.get("/results/")
    statement = browser.get("/results/statement.pdf")

    assert (wrong.status, right.status, right.to) == (200, 302, "/results/")
    assert "These results are provisional" in page.text
    text = PdfReader(BytesIO(statement.body)).pages[0].extract_text()
    assert "GR003" in text
    assert browser.send("/results/sign-out/", {}).status == 302
    assert browser.get("/results/").to == "/results/sign-in/"


def test_too_many_wrong_tries_have_to_wait(running: TwoSites, printed: tuple[str, str, str]) -> None:
    browser = running.candidate()
    statuses = [browser.send("/results/sign-in/", WRONG).status for _ in range(11)]

    assert statuses == [200] * 10 + [429]


def test_whoever_holds_a_statement_may_check_one(running: TwoSites) -> None:
    form = {"code": "ABCD-EFGH-JKLM-NPQR", "family_name": "Rahman"}
    answers = [running.candidate().send("/results/check/", form).status for _ in range(11)]

    assert answers == [200] * 10 + [429]
    assert "check statement" in running.recorded()


def test_both_sites_say_that_they_are_well(running: TwoSites, printed: tuple[str, str, str]) -> None:
    """In every respect that each of them looks into under its own role."""
    for browser in (Browser(running.portal, service.PORTAL_HOST), running.candidate()):
        assert browser.get("/healthz").status == 200
        assert '"status": "ready"' in browser.get("/readyz").text


def test_neither_site_has_the_others_addresses(running: TwoSites) -> None:
    officer, candidate = Browser(running.portal, service.RESULTS_HOST), Browser(running.results, service.PORTAL_HOST)

    assert {officer.get(path).status for path in ("/results/", "/results/sign-in/", "/results/check/")} == {404}
    assert {candidate.get(path).status for path in ("/portal/", "/admin/", "/portal/accounts/login/")} == {404}


def test_letters_and_a_statement_are_taken_purged_and_in_the_trail(
    running: TwoSites, printed: tuple[str, str, str]
) -> None:
    """In this order, whatever other tests ran before: after the purge there are no letters to take."""
    number, username, password = printed
    officer = running.officer()
    assert officer.get(f"{PAGE}letters.zip").body.startswith(b"PK")
    assert officer.get(f"{PAGE}letters/{number}.pdf").body.startswith(b"%PDF")
    assert officer.get(f"{PAGE}candidates.csv").status == 200
    assert officer.send("/portal/accounts/logout/", {}, page="/portal/").status == 302
    candidate = running.candidate()
    candidate.send("/results/sign-in/", {"username": username, "password": password})
    assert candidate.get("/results/statement.pdf").status == 200

    running.command("purge_letters")

    assert {"issue statement", "download letters", "purge letters"} <= running.recorded()
    assert "GR003" in running.command("verify_audit")


def test_the_database_refused_nothing(running: TwoSites, printed: tuple[str, str, str]) -> None:
    """Whatever the tests before made the sites do."""
    said = roles.said_by_server(running.cluster)

    assert "permission denied" not in said
    assert "statement timeout" not in said
