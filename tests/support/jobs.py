"""Runs the background jobs that are waiting, as a worker would."""

from django.core.management import call_command


def run_jobs() -> None:
    """Run a real worker until nothing is waiting."""
    call_command("db_worker", batch=True, startup_delay=False, interval=0.0, verbosity=0)
