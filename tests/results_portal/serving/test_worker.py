"""The process as a web server: what it answers by itself, and that others go on meanwhile."""

import socket

from tests.results_portal.serving.conftest import Running


def asked(running: Running, request: bytes) -> bytes:
    """Everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall(request)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    return answer


def test_two_requests_sent_together_are_both_answered(running: Running) -> None:
    one = f"GET /robots.txt HTTP/1.1\r\n{running.head()}"
    answer = asked(running, f"{one}\r\n{one}Connection: close\r\n\r\n".encode())

    assert answer.count(b"HTTP/1.1 200 OK") == 2


def test_a_request_that_stops_half_way_is_answered_and_closed(running: Running) -> None:
    answer = asked(running, f"POST /results/sign-in/ HTTP/1.1\r\n{running.head()}Content-Length: 10\r\n\r\na".encode())

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout")


def test_a_body_of_unknown_length_is_refused(running: Running) -> None:
    request = f"POST /results/sign-in/ HTTP/1.1\r\n{running.head()}Transfer-Encoding: chunked\r\n\r\n"

    assert asked(running, request.encode()).startswith(b"HTTP/1.1 411 Length Required")


def test_a_body_that_no_page_takes_is_refused_before_it_is_sent(running: Running) -> None:
    request = f"POST /results/sign-in/ HTTP/1.1\r\n{running.head()}Content-Length: 3000000\r\n\r\n"

    assert asked(running, request.encode()).startswith(b"HTTP/1.1 413 Content Too Large")


def test_a_client_that_waits_for_a_word_gets_it(running: Running) -> None:
    head = f"POST /robots.txt HTTP/1.1\r\n{running.head()}Connection: close\r\nContent-Length: 3\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(1_024).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"a=b")
        assert b"HTTP/1.1 " in connection.recv(1_024)


def test_bytes_that_are_no_request_are_refused(running: Running) -> None:
    assert asked(running, b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request")
