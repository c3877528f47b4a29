"""`manage.py take_over`: a restored or copied installation, which is on hold, is to work from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from results_portal import audit
from results_portal.installation import marks, standing, why_on_hold
from results_portal.installation.taking_over import take_over
from results_portal.installation.waiting import Waiting, drop_all, waiting_to_go_out
from results_portal.models import AuditEntry

SEND, DROP = "send", "drop"


class Command(BaseCommand):
    help = (
        "Take a restored or copied installation over: it sends, purges and deletes again, and whoever else uses the "
        "same storage of letters doesn't any more. Shows first why it is on hold and what waits to go out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--waiting",
            choices=[SEND, DROP],
            help="what becomes of e-mails that were waiting when the backup was made: they may have been sent since",
        )
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, waiting: str | None, yes: bool, **options: Any) -> None:
        try:
            why = why_on_hold()
            if not why:
                self.stdout.write("There is nothing to take over: this installation is not on hold.")
                return
            self._take_over(why, waiting, sure=yes)
        except OSError as error:
            raise CommandError(f"The letters' storage can't be reached: {error}") from error

    def _take_over(self, why: str, choice: str | None, *, sure: bool) -> None:
        self._tell(why)
        found = waiting_to_go_out()
        if found and choice is None:
            choice = self._asked_about(found, sure=sure)
        if not sure and input("Type 'take over' to go on: ").strip().lower() != "take over":
            raise CommandError("Nothing was changed.")
        details: dict[str, Any] = {"reason": why, "waiting": choice or "none"}

        def with_it() -> None:
            if choice == DROP:
                details["given up"] = [f"{what}: {count}" for what, count in drop_all().items()]
            audit.record("take over installation", by=audit.Command("take_over"), details=details)

        take_over(with_it=with_it)
        self.stdout.write("Taken over. Workers go on within seconds.")

    def _tell(self, why: str) -> None:
        place = getattr(marks.storage(), "location", "")
        self.stdout.write(f"This installation is on hold. {why}\nIts letters are in {place}.")
        newest = AuditEntry.objects.order_by("-pk").values_list("at", flat=True).first()
        if newest:
            self.stdout.write(
                f"The newest entry of its audit trail is of {newest:%Y-%m-%d %H:%M:%S} UTC. What was done later, such "
                "as new passwords and access taken away, is not in this database."
            )
        if why == standing.RESTORED:
            return
        self.stdout.write(
            "Another installation that uses the same storage will be on hold from then on, and its letters, which this "
            "database doesn't name, will be removed. Give a copy for trials a LETTERS_STORAGE of its own first."
        )

    def _asked_about(self, found: list[Waiting], *, sure: bool) -> str:
        for one in found:
            queued = f"queued between {one.first:%Y-%m-%d %H:%M} and {one.last:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"Waiting to go out: {one.what}: {one.count:,}, {queued}.")
        if sure:
            raise CommandError("Say with --waiting send or --waiting drop what becomes of what waits to go out.")
        answer = input("They may have been sent already. Type 'send' to send them, 'drop' to give them up: ").strip()
        if answer not in {SEND, DROP}:
            raise CommandError("Nothing was changed.")
        return answer
