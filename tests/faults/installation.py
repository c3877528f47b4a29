"""An installation on this machine, with its load; everything is stopped and removed at the end."""

import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.faults.programs import Program, running, web, worker
from tests.support import object_storage, postgresql, service
from tests.support.mail_server import Postbox
from tests.support.postgresql import Cluster

STALE_SECONDS = 4
BUCKET = "letters"


class MailServer:
    """A mail server that can be away for a while."""

    def __init__(self) -> None:
        # It tells of every command and every address.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self.box = Postbox()
        self.start()

    def start(self) -> None:
        self._server = Controller(self.box, hostname="127.0.0.1", port=self.box.port)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def received(self) -> Counter[str]:
        """How many messages each address got."""
        return Counter(str(message["To"]) for message in self.box.received)


@dataclass(frozen=True)
class Installation:
    """What runs. `storage` is None where letters are files."""

    folder: Path
    environment: dict[str, str]
    cluster: Cluster
    mail: MailServer
    webs: list[Program]
    workers: list[Program]
    ports: list[int]
    session: str
    storage: Program | None


@contextmanager
def installed(*, in_bucket: bool) -> Iterator[Installation]:
    """Bring one up, with its data. This process becomes one that can ask its database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="results-portal-faults-")))
        cluster = stack.enter_context(postgresql.cluster())
        mail = MailServer()
        stack.callback(mail.stop)
        environment = _environment(cluster, folder, mail)
        storage = None
        if in_bucket:
            storage = _storage(folder, environment)
            stack.enter_context(running([storage]))
        session = _prepared(environment)
        ports = [postgresql.free_port() for _ in range(2)]
        webs = [web(f"web-{n}", port, environment=environment, folder=folder) for n, port in enumerate(ports, start=1)]
        stack.enter_context(running(webs))
        workers = [worker(f"worker-{n}", environment=environment, folder=folder) for n in (1, 2)]
        stack.enter_context(running(workers))
        yield Installation(folder, environment, cluster, mail, webs, workers, ports, session, storage)


def _environment(cluster: Cluster, folder: Path, mail: MailServer) -> dict[str, str]:
    return {
        **service.settings_for(cluster.url, folder),
        "REQUIRE_TWO_FACTOR": "false",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.box.port}",
        "LETTERS_MAILS_A_MINUTE": "6000",
        "LETTERS_HEARTBEAT_SECONDS": "0.5",
        "LETTERS_STALE_SECONDS": str(STALE_SECONDS),
        "BOARD_NAME": "Northern Board",
        "BOARD_ADDRESS": "2 Far Road, Northtown",
    }


def _storage(folder: Path, environment: dict[str, str]) -> Program:
    """An object storage with one bucket; the environment says that letters lie in it."""
    buckets, port = folder / "buckets", postgresql.free_port()
    (buckets / BUCKET).mkdir(parents=True)
    address = f"http://127.0.0.1:{port}"
    environment.update(object_storage.ENVIRONMENT, LETTERS_STORAGE=f"s3://{BUCKET}/letters?endpoint={address}")
    command = object_storage.command(buckets, port)
    return Program("storage", command, environment=environment, log=folder / "storage.log")


def _prepared(environment: dict[str, str]) -> str:
    """Tables, static files, data; the session of the officer."""
    os.environ.update(environment)
    import django  # noqa: PLC0415 - the environment says which settings
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from centres.models import User  # noqa: PLC0415
    from tests.faults import data  # noqa: PLC0415
    from tests.support.signed_in import sign_in  # noqa: PLC0415

    data.fill()
    client = sign_in(Client(), User.objects.get(email=data.OFFICER))
    connection.close()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
