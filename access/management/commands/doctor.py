"""`manage.py doctor`: whether a running installation is well, and what to mend."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.doctor.examinations import findings
from results_portal.text.counted import counted


class Command(BaseCommand):
    help = (
        "Look at every part of a running installation: database, keys, storage, mail, both sites, workers. Each line "
        "says ok, or what is wrong and how to mend it. Exit status 1 with a problem."
    )
    # What the checks would refuse is what this command has to explain.
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        problems = 0
        for finding in findings():
            problems += bool(finding.mend)
            self.stdout.write(str(finding))
        if problems:
            raise CommandError(counted(problems, "problem was found.", "problems were found."))
        self.stdout.write(self.style.SUCCESS("All is well."))
