"""Candidates as a web server meets them: a browser's connection, kept open, with real sign-ins. Threads on loopback.

Everything is as lean as it can be, for the visitors share the machine with the server that is measured.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

GIVE_UP_SECONDS = 120.0
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A service to visit: where it listens, where its two pages are, and what its proxy would say."""

    port: int
    sign_in: str
    results: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The lines that each request carries."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> int:
        """After how many seconds the server wants to be asked again; 0 where it doesn't say."""
        return int(self.headers.get("retry-after", "0"))


class Unexpected(Exception):
    """An answer that a candidate can do nothing with."""


class Browser:
    """One candidate's browser: one connection at a time, cookies, and patience with a server that asks for it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}
        # The moments at which the server asked for patience.
        self.asked_to_wait: list[float] = []
        self._connection: socket.socket | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def sign_in(self, username: str, password: str) -> None:
        """Open the page, fill it in, send it. Sent away, a candidate comes back to the page and fills it in again."""
        while True:
            page = self._until_served(lambda: self.get(self.site.sign_in))
            token = _TOKEN.search(page.body)
            if token is None:
                raise Unexpected(page.body[:200])
            fields = {"csrfmiddlewaretoken": token[1].decode(), "username": username, "password": password}
            done = self.post(self.site.sign_in, fields)
            if done.status == 302:
                return
            self._wait(done)

    def view(self) -> Answer:
        """The results."""
        return self._until_served(lambda: self.get(self.site.results))

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _until_served(self, ask: Callable[[], Answer]) -> Answer:
        while (answer := ask()).status != 200:
            self._wait(answer)
        return answer

    def _wait(self, answer: Answer) -> None:
        if answer.status != 503 or not answer.retry_after:
            raise Unexpected(f"{answer.status}: {answer.body[:200]!r}")
        self.asked_to_wait.append(time.perf_counter())
        self.close()
        time.sleep(answer.retry_after)

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        head = f"{method} {path} HTTP/1.1\r\n{self.site.head}"
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        answer = self._exchange(head.encode() + b"\r\n" + body)
        self.cookies.update(answer.cookies)
        return answer

    def _exchange(self, request: bytes) -> Answer:
        fresh = self._connection is None
        if self._connection is None:
            self._connection = socket.create_connection(("127.0.0.1", self.site.port), timeout=GIVE_UP_SECONDS)
        try:
            self._connection.sendall(request)
            answer, stays = _read(self._connection)
        except ConnectionError:
            self.close()
            if fresh:
                raise
            # The server closed a connection that had been idle: a browser asks again on a new one.
            return self._exchange(request)
        if not stays:
            self.close()
        return answer


def _read(connection: socket.socket) -> tuple[Answer, bool]:
    """One response, and whether the connection stays open. Raises `ConnectionResetError` where there is none."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        if not (more := connection.recv(65536)):
            raise ConnectionResetError
        received += more
    first, *lines = received[:end].decode("latin-1").split("\r\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
    single = dict(headers)
    body = received[end + 4 :]
    length = int(single["content-length"])
    while len(body) < length:
        if not (more := connection.recv(65536)):
            raise ConnectionResetError
        body += more
    pairs = (value.partition(";")[0].partition("=") for name, value in headers if name == "set-cookie")
    answer = Answer(
        status=int(first.split(" ")[1]),
        headers=single,
        cookies={name: value for name, _, value in pairs},
        body=body,
    )
    return answer, single.get("connection", "").lower() != "close"


@dataclass(slots=True)
class Outcome:
    """What a crowd met, in seconds: how long each of its deeds took, and when after the beginning somebody was asked to
    wait; and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    asked_to_wait: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    elapsed: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed

    def percentile(self, share: float) -> float:
        """The time within which `share` (0 to 1) of the deeds were done."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


Deed = Callable[[Browser, int], None]


def crowd(site: Site, deed: Deed, *, people: int, seconds: float, stays: int = 1) -> Outcome:
    """`people` at once do `deed` again and again for `seconds`, each after `stays` times as somebody new.

    Whoever is new has a fresh browser and a number of their own.
    """
    numbers, ends = count(), time.monotonic() + seconds
    outcome = Outcome()

    def person() -> None:
        while time.monotonic() < ends:
            _do(outcome, site, deed, next(numbers), times=stays)

    return _all_at_once(outcome, person, people)


def rush(site: Site, deed: Deed, *, people: int) -> Outcome:
    """`people` do `deed` once, all beginning at the same moment."""
    numbers = count()
    outcome = Outcome()
    return _all_at_once(outcome, lambda: _do(outcome, site, deed, next(numbers)), people)


def _do(outcome: Outcome, site: Site, deed: Deed, number: int, *, times: int = 1) -> None:
    browser = Browser(site)
    try:
        for _ in range(times):
            started = time.perf_counter()
            deed(browser, number)
            outcome.seconds.append(time.perf_counter() - started)
    except (OSError, Unexpected, ValueError, KeyError) as why:
        outcome.errors.append(f"{type(why).__name__}: {why}")
    finally:
        outcome.asked_to_wait.extend(browser.asked_to_wait)
        browser.close()


def _all_at_once(outcome: Outcome, person: Callable[[], None], people: int) -> Outcome:
    gate = threading.Event()

    def waits_for_the_gate() -> None:
        gate.wait()
        person()

    with _small_stacks():
        threads = [threading.Thread(target=waits_for_the_gate) for _ in range(people)]
        for thread in threads:
            thread.start()
    started = time.perf_counter()
    gate.set()
    for thread in threads:
        thread.join()
    outcome.elapsed = time.perf_counter() - started
    outcome.asked_to_wait = sorted(moment - started for moment in outcome.asked_to_wait)
    return outcome


@contextmanager
def _small_stacks() -> Iterator[None]:
    usual = threading.stack_size(256 * 1024)
    try:
        yield
    finally:
        threading.stack_size(usual)
