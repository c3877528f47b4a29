"""Runs background jobs: django-tasks-db's worker, which also shows that it is there and looks after jobs of others."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands import db_worker

from access.maintenance.housekeeping import housekeeping
from results_portal.metrics import address, jobs

logger = logging.getLogger(__name__)

INTERVAL = 0.2
PAUSE = 2.0


class Command(db_worker.Command):
    help = "Run background jobs: issue passwords, make letters, and once a day remove expired ones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(interval=INTERVAL)

    def handle(self, *, batch: bool, worker_id: str, **options: Any) -> None:
        """Run until stopped. A database that goes away is waited for. `--batch` ends when nothing is waiting."""
        if batch:
            super().handle(batch=batch, worker_id=worker_id, **options)
            return
        jobs.watch()
        address.begin(settings.METRICS_ADDRESS)
        with housekeeping(worker_id):
            while not self._ended(batch=batch, worker_id=worker_id, **options):
                time.sleep(PAUSE)

    def _ended(self, **options: Any) -> bool:
        try:
            super().handle(**options)
        except (OperationalError, InterfaceError):
            logger.exception("the database is out of reach: trying again")
            connection.close()
            return False
        return True
