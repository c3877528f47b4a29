"""Those who use the service all the while: candidates who sign in and look, and an officer who gives centres access."""

import html
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from tests.benchmarks.results_day_data import PASSWORD, username
from tests.benchmarks.visitors import Answer, Browser, Site
from tests.faults import data
from tests.support import service

PAUSE = 0.3
_INPUT = re.compile(rb'<input[^>]*\btype="hidden"[^>]*>')
_NAME, _VALUE = re.compile(rb'\bname="(\w+)"'), re.compile(rb'\bvalue="([^"]*)"')
_SECRET = re.compile(rb"\b%d\b" % data.SECRET_MARK)
_SERVED, _AWAY = (200, 302), 503
_SERIES = "november-2026"
_CONTACT = {"deals_with_queries": "on", "contact_name": "Sana Malik", "contact_email": "sana@centre.example"}


@dataclass
class Met:
    """What the visitors met so far. `problems` are what must never happen, in words."""

    answers: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    slowest: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def note(self, answer: Answer | None, seconds: float, what: str) -> None:
        with self.lock:
            self.slowest = max(self.slowest, seconds)
            if answer is None:
                self.answers["cut"] += 1
            elif answer.status in _SERVED:
                self.answers["served"] += 1
            elif answer.status == _AWAY and answer.retry_after:
                self.answers["asked to come back"] += 1
            else:
                self.problems.append(f"{what} was answered with {answer.status}")

    def never(self, problem: str) -> None:
        with self.lock:
            self.problems.append(problem)


class Visitor:
    """A browser at one of the two sites, at whichever web process; what it meets is counted."""

    def __init__(self, met: Met, ports: Sequence[int], host: str, session: str = "") -> None:
        self.met = met
        self.ports = ports
        self.host = host
        self.cookies = {"__Host-officer": session} if session else {}

    def get(self, path: str) -> Answer | None:
        return self._ask(path, lambda browser: browser.get(path))

    def post(self, path: str, fields: dict[str, str]) -> Answer | None:
        return self._ask(f"POST {path}", lambda browser: browser.post(path, fields))

    def _ask(self, what: str, ask: Callable[[Browser], Answer]) -> Answer | None:
        """The answer; None where there was none, because the process is gone."""
        port = random.choice(self.ports)
        browser = Browser(Site(port=port, sign_in="", results="", headers=service.headers_for(self.host)))
        browser.cookies = self.cookies
        begun = time.monotonic()
        answer: Answer | None = None
        try:
            answer = ask(browser)
        except OSError:
            answer = None
        finally:
            browser.close()
        self.met.note(answer, time.monotonic() - begun, f"{self.host}: {what}")
        return answer


def hidden_in(answer: Answer) -> dict[str, str]:
    """The hidden fields of a page's form."""
    fields = {}
    for field_ in _INPUT.findall(answer.body):
        name, value = _NAME.search(field_), _VALUE.search(field_)
        if name:
            fields[name[1].decode()] = html.unescape(value[1].decode()) if value else ""
    return fields


def look_at_results(met: Met, ports: Sequence[int], number: int, browser: Visitor | None = None) -> bool:
    """Sign in and look. Whether the results were there; that none is there too early is always looked at."""
    visitor = browser or Visitor(met, ports, service.RESULTS_HOST)
    page = visitor.get("/results/sign-in/")
    if page is None or page.status != 200:
        return False
    details = {**hidden_in(page), "username": username(number), "password": PASSWORD}
    signed_in = visitor.post("/results/sign-in/", details)
    if signed_in is None or signed_in.status != 302:
        if signed_in is not None and signed_in.status == 200:
            met.never("a right username and password were refused")
        return False
    return sees_results(visitor)


def sees_results(visitor: Visitor) -> bool:
    """Whether whoever is signed in sees what is open."""
    page = visitor.get("/results/")
    if page is None or page.status == _AWAY:
        return False
    if page.status == 302:
        visitor.met.never("a candidate who was signed in was signed out")
        return False
    seen = _SECRET.search(page.body)
    if seen:
        around = page.body[max(0, seen.start() - 60) : seen.end() + 20]
        visitor.met.never(f"R1: a result was seen before its release: {around!r}")
    return b"Mathematics" in page.body


class Officer:
    """Gives one centre after the other access, as long as there are any. What was acknowledged is in `acknowledged`."""

    def __init__(self, met: Met, ports: Sequence[int], session: str) -> None:
        self.visitor = Visitor(met, ports, service.PORTAL_HOST, session)
        self.acknowledged: list[str] = []
        self._next = 1
        self._lock = Lock()

    def give_next(self) -> str:
        """The number of the centre that has access now, by the service's own word; "" where it gave none."""
        with self._lock:
            if self._next > data.CENTRES:
                return ""
            number = f"AA{self._next:03}"
            address = f"/portal/{number}/{_SERIES}/status/"
            page = self.visitor.get(address)
            if page is None or page.status != 200:
                return ""
            fields = {**hidden_in(page), **_CONTACT, "status": "all"}
            if fields.get("version") != "0":
                # Done already, by a request whose answer was lost.
                self._next += 1
                return ""
            answer = self._confirmed(address, fields)
            if answer is None or answer.status != 302:
                return ""
            self._next += 1
            self.acknowledged.append(number)
            return number

    def mail(self, number: str) -> bool:
        """Have the centre's letters sent by e-mail; whether that was acknowledged."""
        address = f"/portal/{number}/{_SERIES}/email/"
        page = self.visitor.get(address)
        if page is None or page.status != 200:
            return False
        answer = self._confirmed(address, {**hidden_in(page), "whom": "all"})
        return answer is not None and answer.status == 302

    def _confirmed(self, address: str, fields: dict[str, str]) -> Answer | None:
        answer = self.visitor.post(address, fields)
        if answer is not None and answer.status == 200 and b'name="step"' in answer.body:
            answer = self.visitor.post(address, {**fields, **hidden_in(answer), "step": "confirm"})
        return answer


class Load:
    """Candidates and the officer, in threads, until they are told to stop."""

    def __init__(self, met: Met, ports: Sequence[int], officer: Officer, *, candidates: int = 2) -> None:
        self._stop = Event()
        self.officer_rests = Event()
        self._threads = [Thread(target=self._candidates, args=(met, ports), daemon=True) for _ in range(candidates)]
        self._threads.append(Thread(target=self._officer, args=(officer,), daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _candidates(self, met: Met, ports: Sequence[int]) -> None:
        while not self._stop.wait(PAUSE):
            look_at_results(met, ports, random.randrange(data.PEOPLE))

    def _officer(self, officer: Officer) -> None:
        while not self._stop.wait(PAUSE * 4):
            if not self.officer_rests.is_set():
                officer.give_next()
