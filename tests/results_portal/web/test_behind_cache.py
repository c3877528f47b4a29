"""A proxy in front that caches, though it must not: nobody ever sees another's page.

nginx stands between fifty candidates and the service.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from candidates.models import Candidate, Series
from centres.models import Centre
from tests import prerequisites
from tests.benchmarks.visitors import Browser, Site
from tests.support import builders
from tests.support.credentials import PASSWORD, give_access, give_credential
from tests.support.live import live
from tests.support.postgresql import free_port

__all__ = ["live"]

PEOPLE = 50
# Caches all that a response doesn't forbid.
CACHING = "proxy_cache pages; proxy_cache_valid any 10m;"
# Caches even what a response forbids.
DEAF = CACHING + " proxy_ignore_headers Cache-Control Expires Set-Cookie X-Accel-Expires;"
CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=pages:1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {behind};
            proxy_set_header Host localhost;
            add_header X-Cache $upstream_cache_status always;
            {caching}
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, *, behind: str, caching: str) -> Iterator[Site]:
    """The results site as it is seen through nginx."""
    program = prerequisites.path_of("nginx")
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, behind=behind, caching=caching), encoding="utf-8")
    with subprocess.Popen([program, "-p", folder, "-e", folder / "errors.log", "-c", file]) as process:
        try:
            site = Site(port=port, sign_in="/results/sign-in/", results="/results/", headers={"Host": "localhost"})
            wait_until_it_answers(site)
            yield site
        finally:
            process.terminate()


def wait_until_it_answers(site: Site) -> None:
    for _ in range(200):
        try:
            with closing(Browser(site)) as browser:
                browser.get("/robots.txt")
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx didn't answer")


@pytest.fixture
def cohort(transactional_db: None) -> list[Candidate]:
    """Fifty candidates of one centre, each with a password and a released grade."""
    series: Series = builders.make_series()
    centre: Centre = builders.make_centre()
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    give_access(series, centre)
    syllabus = builders.make_syllabus("9709", "ALEVEL", "Mathematics")
    candidates = []
    for number in range(PEOPLE):
        candidate = builders.make_candidate(series, centre, f"{number + 1:04}", given_names=f"Given-{number:02}")
        builders.make_result(builders.make_entry(candidate, syllabus), "B", 30 + number)
        give_credential(candidate, username=username(number))
        candidates.append(candidate)
    return candidates


def username(number: int) -> str:
    return f"K7MPW{'23456789AB'[number // 10]}{'23456789AB'[number % 10]}X"


def names_on(page: bytes, cohort: list[Candidate]) -> list[str]:
    """Whose page it is."""
    return [candidate.given_names for candidate in cohort if candidate.given_names.encode() in page]


@contextmanager
def everybody_signed_in(site: Site, cohort: list[Candidate]) -> Iterator[list[Browser]]:
    """A browser for each of the cohort, in its order."""
    with ExitStack() as stack:
        browsers = [stack.enter_context(closing(Browser(site))) for _ in cohort]
        for number, browser in enumerate(browsers):
            browser.sign_in(username(number), PASSWORD)
        yield browsers


pytestmark = pytest.mark.nginx
CONFIGURATIONS = pytest.mark.parametrize("caching", [CACHING, DEAF], ids=["caching", "deaf"])


@CONFIGURATIONS
def test_nobody_sees_anothers_page(live: str, cohort: list[Candidate], tmp_path: Path, caching: str) -> None:
    with (
        nginx(tmp_path, behind=live, caching=caching) as site,
        everybody_signed_in(site, cohort) as browsers,
    ):
        seen = [[names_on(browser.view().body, cohort) for browser in browsers] for _ in range(2)]

    assert seen == [[[candidate.given_names] for candidate in cohort]] * 2


@CONFIGURATIONS
def test_a_stranger_sees_nobodys_page(live: str, cohort: list[Candidate], tmp_path: Path, caching: str) -> None:
    with (
        nginx(tmp_path, behind=live, caching=caching) as site,
        everybody_signed_in(site, cohort[:3]) as browsers,
        closing(Browser(site)) as stranger,
    ):
        for browser in browsers:
            browser.view()
        answer = stranger.get("/results/")

    assert (answer.status, names_on(answer.body, cohort)) == (302, [])


# The second of these shows that the tests above mean something.
@pytest.mark.parametrize(("caching", "kept"), [(CACHING, ["MISS", "MISS"]), (DEAF, ["MISS", "HIT"])])
def test_a_proxy_that_hears_keeps_no_page_and_a_deaf_one_does(
    live: str, cohort: list[Candidate], tmp_path: Path, caching: str, kept: list[str]
) -> None:
    with (
        nginx(tmp_path, behind=live, caching=caching) as site,
        everybody_signed_in(site, cohort[:1]) as (browser,),
    ):
        assert [browser.view().headers["x-cache"] for _ in range(2)] == kept
