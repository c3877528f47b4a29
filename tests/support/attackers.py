"""People who mean ill, each kind in a thread of its own: they hold what they can get until they are told to stop."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PAUSE_SECONDS = 0.2


class Attack:
    """`number` connections. Each sends `begins`, then does `step` again and again; one that is lost comes back."""

    def __init__(self, port: int, number: int, begins: bytes, step: Callable[[socket.socket], bool]) -> None:
        self._port = port
        self._begins = begins
        self._step = step
        self._held: list[socket.socket | None] = [None] * number
        self._stopped = threading.Event()
        self._all_began = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> None:
        self._thread.start()
        if not self._all_began.wait(60):
            raise TimeoutError("the attack didn't begin")

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        for connection in self._held:
            if connection:
                connection.close()

    def _go_on(self) -> None:
        while not self._stopped.is_set():
            self._held = [self._next(connection) for connection in self._held]
            self._all_began.set()
            time.sleep(PAUSE_SECONDS)

    def _next(self, connection: socket.socket | None) -> socket.socket | None:
        try:
            if connection is None:
                return self._new()
            if self._step(connection):
                return connection
        except BlockingIOError:
            return connection
        except OSError:
            pass
        if connection:
            connection.close()
        return None

    def _new(self) -> socket.socket:
        connection = socket.socket()
        # Small, so that a page doesn't fit into it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        connection.connect(("127.0.0.1", self._port))
        connection.sendall(self._begins)
        connection.setblocking(False)
        return connection


def send_a_byte(connection: socket.socket) -> bool:
    """Whether the server still wants more."""
    try:
        if connection.recv(1_024):
            return False
    except BlockingIOError:
        connection.send(b"a")
        return True
    return False


def take_a_byte(connection: socket.socket) -> bool:
    """Whether there is more."""
    return bool(connection.recv(1))


def trickling_posts(port: int, head: str, *, number: int, path: str = "/results/sign-in/") -> Attack:
    """Forms of 1,000 bytes whose bytes come one by one."""
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
    return Attack(port, number, f"POST {path} HTTP/1.1\r\n{head}{form}\r\n".encode(), send_a_byte)


def trickling_headers(port: int, head: str, *, number: int) -> Attack:
    """Requests whose headers never end."""
    return Attack(port, number, f"GET /results/ HTTP/1.1\r\n{head}X-More: ".encode(), send_a_byte)


def slow_readers(port: int, head: str, *, number: int, path: str) -> Attack:
    """Pages and files that are taken away byte by byte."""
    return Attack(port, number, f"GET {path} HTTP/1.1\r\n{head}\r\n".encode(), take_a_byte)


def never_closing(port: int, head: str, *, number: int, path: str) -> Attack:
    """Clients who want the connection closed after the answer, and then don't close it themselves."""

    def hold(connection: socket.socket) -> bool:
        return True

    return Attack(port, number, f"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode(), hold)


@contextmanager
def askers(port: int, head: str, *, number: int, path: str, pause: float = 0.0) -> Iterator[None]:
    """So many at once ask for the same page again and again, as fast as they are answered, or with a pause."""
    stopped = threading.Event()
    request = f"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode()

    def ask() -> None:
        while not stopped.is_set():
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                    connection.sendall(request)
                    while connection.recv(65_536):
                        pass
            except OSError:
                continue
            stopped.wait(pause)

    threads = [threading.Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
