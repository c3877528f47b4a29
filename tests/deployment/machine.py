"""One machine, set up by the commands of `docs/operating.md`, whose units run as systemd would run them.

Everything that lies at a fixed place there lies in a temporary folder here, and every port is a free one.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.deployment import reading
from tests.deployment.reading import ROOT, SYSTEMD
from tests.support import postgresql
from tests.support.postgresql import Cluster, free_port

PORTAL_HOST, RESULTS_HOST = "portal.board.example", "results.board.example"
STARTS_WITHIN, ENDS_WITHIN = 90.0, 40.0
DOCUMENT = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def documented(name: str) -> str:
    """The commands of the document that stand below this mark."""
    found = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found, name
    return found[1]


@dataclass
class Machine:
    """Its folder, its database, and what runs on it."""

    folder: Path
    cluster: Cluster
    ports: dict[str, int] = field(default_factory=dict)
    sockets: dict[str, socket.socket] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    # Loaded in the place of the document's sample.
    series: Path = ROOT / "candidates/sample_data/november-2026"

    @property
    def https(self) -> int:
        return self.port("443")

    def port(self, documented: str) -> int:
        """The port that stands here for one of the documents."""
        return self.ports.setdefault(documented, free_port())

    def here(self, text: str) -> str:
        """With places and ports of this machine."""
        superuser = f"-h 127.0.0.1 -p {self.cluster.port} -U postgres"
        tools = postgresql.programs()
        for there, own in (
            ("runuser -u postgres -- createdb", f"{tools}/createdb {superuser}"),
            ("/opt/results/current", str(ROOT)),
            ("candidates/sample_data/november-2026", str(self.series)),
            # Asks nothing, and takes the password from the environment.
            ("createsuperuser", "createsuperuser --no-input --email staff@board.example"),
            ("$site.example.org", "$site.board.example"),
            ("/etc/results", str(self.folder / "etc")),
            ("127.0.0.1:5432", f"127.0.0.1:{self.cluster.port}"),
            ("/usr/bin/python3", "python3"),
            ("/usr/sbin/nginx", "nginx"),
        ):
            text = text.replace(there, own)
        return re.sub(r"127\.0\.0\.1:(8\d{3}|9\d{3})\b", lambda found: f"127.0.0.1:{self.port(found[1])}", text)

    def does(self, name: str, **environment: str) -> str:
        """Run the document's commands; what they print."""
        own = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
            "LC_ALL": "C.UTF-8",
            "RESULTS_SETTINGS": self.here("/etc/results"),
        }
        own |= {"STATE_DIR": str(self.folder / "state/results-portal"), **environment}
        own["SUPERUSER_DATABASE_URL"] = f"{self.cluster.url.rpartition('/')[0]}/results"
        command = ["sh", "-ec", self.here(documented(name))]
        ended = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{name}:\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def name_the_board(self) -> None:
        """The operator's own names in both files: the samples are refused."""
        for file in (self.folder / "etc").glob("*.env"):
            text = file.read_text(encoding="utf-8").replace("@example.org", "@board.example")
            file.write_text(text.replace(".example.org", ".board.example"), encoding="utf-8")

    def configure(self, **settings: str) -> None:
        """What an operator writes into `service.env`."""
        file = self.folder / "etc/service.env"
        lines = [
            line for line in file.read_text(encoding="utf-8").splitlines() if line.partition("=")[0] not in settings
        ]
        file.write_text(
            "\n".join([*lines, *(f'{name}="{value}"' for name, value in settings.items())]), encoding="utf-8"
        )

    def start(self, unit: str) -> None:
        """As `systemctl start`: with the unit's variables, credentials, folders and socket."""
        template = SYSTEMD / re.sub(r"@\d", "@", unit)
        instance = unit.partition("@")[2].partition(".")[0]
        environment = self._environment(template, instance)
        for command in reading.values_of(template, "ExecStartPre"):
            subprocess.run(self._words(command, environment), env=environment, cwd=ROOT, check=True)
        [command] = reading.values_of(template, "ExecStart")
        words = self._words(command, environment)
        listens = template.with_suffix(".socket")
        handed = [self._socket(listens).fileno()] if listens.exists() else []
        if handed:
            # The first file after the three standard ones, for the process with this number.
            handing = f"exec 3<&{handed[0]}; export LISTEN_PID=$$ LISTEN_FDS=1; exec {shlex.join(words)}"
            words = ["bash", "-c", handing]
        with (self.folder / f"{unit}.log").open("ab") as log:
            self.running[unit] = subprocess.Popen(
                words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=handed
            )

    def stop(self, unit: str) -> None:
        """As `systemctl stop`, which waits for the end."""
        process = self.running.pop(unit)
        [number] = reading.values_of(SYSTEMD / re.sub(r"@\d", "@", unit), "KillSignal") or ["SIGTERM"]
        process.send_signal(signal.Signals[number])
        try:
            process.wait(ENDS_WITHIN)
        finally:
            process.kill()
            process.wait()

    def restart(self, unit: str) -> None:
        self.stop(unit)
        self.start(unit)

    def log(self, unit: str) -> str:
        return (self.folder / f"{unit}.log").read_text(encoding="utf-8", errors="replace")

    def _socket(self, unit: Path) -> socket.socket:
        """Held by the machine, whatever becomes of the process."""
        if unit.name not in self.sockets:
            [address] = reading.values_of(unit, "ListenStream")
            held = socket.socket()
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", int(self.here(address).rpartition(":")[2])))
            held.listen(int(reading.values_of(unit, "Backlog")[0]))
            self.sockets[unit.name] = held
        return self.sockets[unit.name]

    def _environment(self, unit: Path, instance: str) -> dict[str, str]:
        given = self._credentials(unit)
        for kind, place in (("StateDirectory", "state"), ("RuntimeDirectory", "run")):
            for name in reading.values_of(unit, kind):
                (self.folder / place / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = {"PATH": f"{os.environ['PATH']}:/usr/sbin", "LC_ALL": "C.UTF-8"}
        for file in reading.values_of(unit, "EnvironmentFile"):
            pairs = reading.lines_of(Path(self.here(file)))
            environment |= {name: self.here("".join(shlex.split(value))) for name, value in pairs}
        for name, value in reading.environment_of(unit).items():
            text = value.replace("%i", instance)
            for mark, folder in (("%d", given), ("%S", self.folder / "state"), ("%t", self.folder / "run")):
                text = text.replace(mark, str(folder))
            environment[name] = self.here(text)
        for name in ("HTTP_PORT", "HTTPS_PORT"):
            if name in environment:
                environment[name] = f"127.0.0.1:{self.port(environment[name])}"
        return environment

    def _credentials(self, unit: Path) -> Path:
        """The folder with the files that a unit is given."""
        given = self.folder / "credentials" / unit.stem
        given.mkdir(parents=True, exist_ok=True)
        for value in reading.values_of(unit, "LoadCredential"):
            name, _, file = value.partition(":")
            (given / name).write_bytes(Path(self.here(file)).read_bytes())
        return given

    def _words(self, command: str, environment: dict[str, str]) -> list[str]:
        text = re.sub(r"\$\{(\w+)\}", lambda found: environment[found[1]], command)
        words = shlex.split(self.here(text))
        # nginx changes its user where it is started as root, as tests may be.
        if words[0] == "nginx" and os.geteuid() == 0:
            words[-1] += " user root;"
        return words


def wait_until_it_listens(machine: Machine, port: int, units: Sequence[str]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        ended = [unit for unit in units if machine.running[unit].poll() is not None]
        assert not ended, machine.log(ended[0])
        assert time.monotonic() < deadline, f"nothing listens on {port}"
        time.sleep(0.05)


@contextmanager
def set_up(folder: Path, *, series: Path) -> Iterator[Machine]:
    """A machine on which the steps were done, with nothing started yet; everything ends with it."""
    with ExitStack() as stack:
        machine = Machine(folder, stack.enter_context(postgresql.cluster()), series=series)
        (folder / "etc").mkdir()
        machine.does("settings")
        machine.name_the_board()
        machine.configure(STATIC_ROOT=str(folder / "static"), WEB_CONCURRENCY="1")
        machine.does("certificates")
        machine.does("database")
        machine.does("check")
        try:
            yield machine
        finally:
            for unit in list(machine.running):
                machine.stop(unit)
            for held in machine.sockets.values():
                held.close()
