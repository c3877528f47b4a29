"""How gunicorn serves this project. It reads this file by itself where it is started; the command line goes first."""

import os
import sys
from typing import Any

wsgi_app = "results_portal.wsgi:application"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# gthread, with requests received whole before a thread sees them.
worker_class = "results_portal.serving.worker.BufferingWorker"

# A candidate who waits for a turn (access/sign_in/waiting_room.py) holds a thread, which costs some 50 kB; so do
# officers (results_portal/web/officers_lanes.py). There are more threads than places to wait, so that the health report
# and the page for those who are sent away are never held up.
candidates_waiting = int(os.environ.get("CANDIDATES_WAITING", "1600"))
officers_waiting = int(os.environ.get("OFFICERS_WAITING", "40"))
threads = candidates_waiting + officers_waiting + 24
# Far more than threads: a connection that is kept open between two requests counts as well.
worker_connections = threads + 4_000
backlog = 4_096
keepalive = 5

# Whatever grows is given back once in a while. Processes that began together and share their requests evenly would be
# exchanged within the same seconds: each lives for somewhere between the one number and the sum of both.
max_requests = 15_000
max_requests_jitter = 15_000
control_socket_disable = True

# What a proxy says of itself is read by the service alone, as BEHIND_PROXY and TRUSTED_PROXIES allow. gunicorn would
# believe such headers of everybody on this machine.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""

# Requests aren't logged unless `--access-logfile` says where to. If so, without what addresses carry after their "?"
# (usernames from letters, names that officers look for) and without the page that somebody came from.
access_log_format = '%(t)s %(m)s "%(U)s" %(s)s %(B)s bytes %(M)s ms'

# A candidate's request waits for the database a dozen times, and each time takes its turn behind threads that compute.
# Python's 5 ms for such a turn made candidates three times as slow while officers' pages were made.
SECONDS_OF_A_TURN = 0.001


def post_worker_init(worker: Any) -> None:
    """In each process before it serves."""
    from results_portal.db import clock  # noqa: PLC0415 - Django is set up by now
    from results_portal.monitoring import background, minutes  # noqa: PLC0415 - likewise
    from results_portal.serving.warm_up import warm_up  # noqa: PLC0415 - likewise

    sys.setswitchinterval(SECONDS_OF_A_TURN)
    warm_up(worker.wsgi)
    background.begin(clock.compare, name="comparison of clocks", every=clock.COMPARED_EVERY_SECONDS)
    minutes.begin()


def worker_exit(server: Any, worker: Any) -> None:
    """What a process counted in its last seconds is written as well."""
    from results_portal.monitoring import minutes  # noqa: PLC0415 - likewise

    minutes.write_down_or_log()
