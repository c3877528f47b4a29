"""Prints how much work the first and the later requests of a fresh process are, in seconds of the processor.

python -m tests.results_portal.serving.first_requests ADDRESS…
"""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

LATER = 5


def seconds_of(application: Any, address: str) -> float:
    parts = urlsplit(address)
    environ = {"HTTP_HOST": parts.netloc, "PATH_INFO": parts.path, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}
    setup_testing_defaults(environ)
    answered: list[str] = []
    begun = time.process_time()
    response = application(environ, lambda status, _headers: answered.append(status))
    b"".join(response)
    response.close()
    spent = time.process_time() - begun
    if answered != ["200 OK"]:
        raise ValueError(f"{address}: {answered}")
    return spent


def main(addresses: list[str]) -> None:
    """As gunicorn begins a process: the application, then what gunicorn.conf.py does before serving."""
    from results_portal.wsgi import application  # noqa: PLC0415 - the environment says which settings

    hooks: dict[str, Any] = {}
    exec(Path("gunicorn.conf.py").read_text(), hooks)
    hooks["post_worker_init"](SimpleNamespace(wsgi=application))
    measured = {}
    for address in addresses:
        first = seconds_of(application, address)
        measured[address] = [first, sorted(seconds_of(application, address) for _ in range(LATER))[LATER // 2]]
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
