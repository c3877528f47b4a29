"""`manage.py database_roles`: three roles on PostgreSQL, each with the rights that its processes need and no others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from results_portal.db.roles import apply
from results_portal.db.roles.apply import Applied, NotPossible
from results_portal.db.roles.grants import PORTAL, RESULTS
from results_portal.db.roles.scram import UnusablePassword


class Command(BaseCommand):
    help = (
        "Print the SQL that makes the roles results_owner, portal_site and results_site and grants them their rights, "
        "or run it with --apply, as a superuser; as results_owner it grants the rights alone, as its migrations do for "
        "tables that they add. Passwords come from OWNER_PASSWORD, PORTAL_PASSWORD and RESULTS_PASSWORD, or from files "
        "(OWNER_PASSWORD_FILE and so on); those that aren't set stay as they are."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="run it on the database of DATABASE_URL")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if not options["apply"]:
                self.stdout.write(apply.script())
                return
            self._tell(apply.apply())
        except (NotPossible, UnusablePassword) as why:
            raise CommandError(str(why)) from why
        except DatabaseError as why:
            raise CommandError(f"The database refused: {why}") from why

    def _tell(self, done: Applied) -> None:
        if done.made_roles:
            self.stdout.write("The roles are there.")
        for role in done.without_password:
            self.stderr.write(f"The password of {role} stays as it is: {apply.PASSWORDS[role]} isn't set.")
        if done.missing:
            self.stderr.write(f"{len(done.missing)} tables aren't there yet: run this again after migrating.")
        for table in done.unlisted:
            self.stderr.write(f"Nobody but the owner may use {table}: it stands in no list.")
        self.stdout.write(self.style.SUCCESS(f"{PORTAL} and {RESULTS} may do what their sites need, and no more."))
