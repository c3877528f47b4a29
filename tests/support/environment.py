"""A pytest plugin, named with `-p`: says, before the settings are read, that this is a test and where its files go.

`TEST_DATABASE=postgresql` runs the same suite on a PostgreSQL server that is started for it.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.support import postgresql
from tests.support.cjk import CJK_FONT

_stack = ExitStack()


def prepare() -> None:
    """Set the environment of this process and of those that it starts. A second call changes nothing."""
    if os.environ.get("RESULTS_PORTAL_MODE") == "test":
        _take_own_folder()
        return
    state = Path(tempfile.mkdtemp(prefix="results-portal-test-"))
    _stack.callback(shutil.rmtree, state, ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        RESULTS_PORTAL_MODE="test",
        STATE_DIR=str(state),
        SECRET_KEY="a secret key that only the tests know about",
        LETTERS_KEYS="a key for letters that only the tests know,an older key for letters that only tests know",
        PORTAL_URL="http://localhost",
        RESULTS_URL="http://localhost",
        ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
        EMAIL_URL="memorymail://",
        CJK_FONT=str(CJK_FONT),
        # SQLite's test database lives in one connection; a job's heartbeat would open another in its thread.
        LETTERS_HEARTBEAT_SECONDS="600",
        # Each test finds the health of its own moment.
        HEALTH_SECONDS="0",
        PYTHONDONTWRITEBYTECODE="1",
    )
    if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
        os.environ["DATABASE_URL"] = _stack.enter_context(postgresql.server())
    atexit.register(_stack.close)


def _take_own_folder() -> None:
    """Of processes that share the tests each has a state directory: files of two databases are two installations."""
    worker, state = os.environ.get("PYTEST_XDIST_WORKER", ""), Path(os.environ["STATE_DIR"])
    if worker and state.name != worker:
        own = state / worker
        own.mkdir(exist_ok=True)
        os.environ["STATE_DIR"] = str(own)


prepare()
