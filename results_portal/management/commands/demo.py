"""`manage.py demo`: the embedded default, from nothing to a service that can be used, with one command."""

import os
import signal
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from results_portal.config import mode
from results_portal.demo import output, servers, setup, state_directory
from results_portal.demo.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Runs the whole service on this machine, with sample data, in the state directory."
    # The web server and the worker make them; here they would only keep a newcomer waiting.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the pages are served (8000; 0: any free one)")
        parser.add_argument("--fresh", action="store_true", help="empty the demonstration's state directory first")
        parser.add_argument(
            "--data", type=Path, nargs="+", default=[], metavar="FOLDER", help="series to load instead of the samples"
        )

    def handle(self, *, port: int, fresh: bool, data: list[Path], **_: Any) -> None:
        if settings.MODE != mode.DEMO:
            raise CommandError(f"{mode.MODE_VARIABLE} is {settings.MODE}: unset it, or set it to {mode.DEMO}.")
        for number in SIGNALS:
            signal.signal(number, _leave)
        try:
            if fresh:
                self._start_anew(port, data)
            self._run(port, [folder.resolve() for folder in data])
        except state_directory.DemoRefused as why:
            raise CommandError(str(why)) from why
        except KeyboardInterrupt:
            self._say("Stopped. Everything is kept for the next start.")

    def _run(self, port: int, folders: list[Path]) -> None:
        with servers.bound_socket(port) as held, state_directory.claimed(Path(settings.STATE_DIR)) as notes:
            url = servers.address(held)
            # This process read its settings before it knew the port; messages to new officers name the address.
            settings.PORTAL_URL = settings.RESULTS_URL = url
            state_directory.adopt(notes)
            setup.update_database(say=self._say)
            # Web server and worker need seconds to get ready: the data is loaded meanwhile.
            with Supervisor(servers.programs(held), say=self._say) as supervisor:
                demonstration = setup.fill(notes, folders=folders, say=self._say)
                servers.wait_until_it_answers(f"{url}/portal/", supervisor)
                self._say(output.announcement(url, demonstration, now=datetime.now(UTC)))
                supervisor.watch()

    def _start_anew(self, port: int, data: list[Path]) -> NoReturn:
        """Empty the state directory and start over, for this process has read the old secrets already."""
        with servers.bound_socket(port), state_directory.claimed(Path(settings.STATE_DIR)):
            state_directory.empty(Path(settings.STATE_DIR))
        arguments = ["demo", "--port", str(port), *(["--data", *map(str, data)] if data else [])]
        os.execv(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments])  # noqa: S606

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _leave(*_: object) -> NoReturn:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
