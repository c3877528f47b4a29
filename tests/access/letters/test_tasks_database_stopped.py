"""PostgreSQL is stopped in the middle of a job and comes back later: the same worker ends the job, once and right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from access.models import Credential
from letters.models import LetterBatch
from letters.storage import encrypted_files
from tests.access.letters.test_tasks_killed import asked, assert_all_is_well, in_passwords, is_ready
from tests.support.postgresql import Cluster, cluster
from tests.support.workers import wait_for, worker

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
    pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no server to stop"),
]
__all__ = ["asked"]
# Whichever comes first: the heartbeat, the work itself, or the worker that looks for the next job.
NOTICED = ("a heartbeat could not be written", "attempt 1 ended", "the database is out of reach")


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A server that no other test uses."""
    with cluster() as running:
        yield running


@pytest.fixture
def shared_database(transactional_db: None, own_cluster: Cluster) -> Iterator[str]:
    """The DATABASE_URL of that server's database, which is this test's default one meanwhile."""
    here = connections["default"]
    own = {**here.settings_dict, "NAME": "postgres", "PORT": own_cluster.port, "OPTIONS": {}}
    there: BaseDatabaseWrapper = type(here)(own, "default")
    connections["default"] = there
    try:
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        yield own_cluster.url
    finally:
        there.close()
        connections["default"] = here


def test_the_job_waits_for_the_database(
    asked: LetterBatch, shared_database: str, own_cluster: Cluster, tmp_path: Path
) -> None:
    log = tmp_path / "workers.log"
    with worker(shared_database, log) as process:
        wait_for(lambda: in_passwords(asked), "passwords", log)
        own_cluster.stop()
        try:
            connections["default"].close()
            wait_for(lambda: any(words in log.read_text() for words in NOTICED), "the worker to notice", log)
        finally:
            own_cluster.start()
        assert Credential.objects.exists()
        wait_for(lambda: is_ready(asked), "the letters", log)
        assert process.poll() is None

    assert_all_is_well(asked)
    assert len(encrypted_files.files_of(asked.pk)) == 2
