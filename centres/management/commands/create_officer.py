"""`manage.py create_officer EMAIL --centre PK123 | --associate MERID`"""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centres.members.add import CannotAddMember, add_member, check_address, has_account, place_named
from centres.models import Role
from results_portal.audit import Command as Operator

PASSWORD_VARIABLE = "OFFICER_PASSWORD"  # noqa: S105 - the variable's name


class Command(BaseCommand):
    help = (
        "Makes an account for an exams officer, or lets somebody who has one act for another centre. The password of a "
        f"new account comes from the environment variable {PASSWORD_VARIABLE}, or is asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the officer signs in with")
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--centre", metavar="PK123", help="the number of the centre that the officer acts for")
        place.add_argument("--associate", metavar="MERID", help="the code of the Associate that the officer acts for")
        parser.add_argument(
            "--role", choices=Role.values, default=Role.EXAMS_OFFICER, help="exams_officer if not given"
        )
        parser.add_argument("--name", default="", help="the officer's name")

    def handle(self, *_: Any, **options: Any) -> None:
        email = options["email"]
        try:
            place = place_named(centre=options["centre"], associate=options["associate"])
            address = check_address(email)
            added = add_member(
                email=address,
                place=place,
                role=options["role"],
                name=options["name"],
                password=None if has_account(address) else asked_password(),
                by=Operator("create_officer"),
            )
        except CannotAddMember as why:
            raise CommandError(str(why)) from why
        role = added.membership.get_role_display()
        if added.account_made:
            self.stdout.write(f"Made an account for {address}, who acts for {place} as {role}.")
        else:
            self.stdout.write(f"{address} has an account already and now acts for {place} too, as {role}.")


def asked_password() -> str:
    """From the environment, or typed twice; raises `CommandError` where neither is possible."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            f"A new account needs a password. Set the environment variable {PASSWORD_VARIABLE}, "
            "or run this command in a terminal."
        )
    first = getpass("Password: ")
    if first != getpass("The same password again: "):
        raise CommandError("The two passwords differ. Nothing was changed; run the command again.")
    return first
