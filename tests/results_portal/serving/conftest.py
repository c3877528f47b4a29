"""The service in one process of gunicorn on PostgreSQL, with candidates who can sign in and an officer who has."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.results_day_data import PASSWORD, username
from tests.benchmarks.visitors import Answer, Browser, Outcome, Site, Unexpected, rush
from tests.support import postgresql, service
from tests.support.postgresql import Cluster

DATA = "tests.benchmarks.results_day_data"
PEOPLE = 120


class Impatient(Browser):
    """Somebody who counts it as an error to be asked to come back."""

    def _wait(self, answer: Answer) -> None:
        raise Unexpected(f"{answer.status}: {answer.body[:200]!r}")


@dataclass(frozen=True, slots=True)
class Running:
    """A running service: its port, its database's server, and a session of an officer's."""

    port: int
    cluster: Cluster
    session: str

    def head(self, host: str = service.RESULTS_HOST, *, officer: bool = False) -> str:
        """The lines of a request's head."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in service.headers_for(host).items())
        # Without this cookie Django refuses a form before it reads it.
        cookies = f"__Host-csrf={'a' * 32}"
        if officer:
            cookies += f"; __Host-officer={self.session}"
        return f"{lines}Cookie: {cookies}\r\n"

    def browser(self, host: str = service.RESULTS_HOST, *, officer: bool = False) -> Browser:
        browser = Impatient(
            Site(port=self.port, sign_in="/results/sign-in/", results="/results/", headers=service.headers_for(host))
        )
        if officer:
            browser.cookies["__Host-officer"] = self.session
        return browser

    def sign_in(self, people: int) -> Outcome:
        """So many candidates sign in at the same moment and look at their results."""

        def visit(browser: Browser, number: int) -> None:
            candidate = self.browser()
            try:
                candidate.sign_in(username(number % PEOPLE), PASSWORD)
                assert f"Candidate {number % PEOPLE} ".encode() in candidate.view().body
            finally:
                candidate.close()

        return rush(self.browser().site, visit, people=people)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("service")
    with postgresql.cluster() as cluster:
        environment = environment_of(cluster, folder)
        service.python("-m", DATA, "fill", str(PEOPLE), environment=environment)
        session = service.python("-m", DATA, "officer", environment=environment).strip()
        with service.gunicorn(log=folder / "log", environment=environment, workers=1) as port:
            yield Running(port, cluster, session)


def environment_of(cluster: Cluster, folder: Path) -> dict[str, str]:
    return {
        **service.settings_for(cluster.url, folder),
        "REQUIRE_TWO_FACTOR": "false",
        # Nobody waits for long in these tests: who has no turn by then is asked to come back, which is an error.
        "CANDIDATES_PATIENCE_SECONDS": "8",
        "WEB_CONCURRENCY": "1",
    }
