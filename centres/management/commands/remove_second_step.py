"""`manage.py remove_second_step EMAIL`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centres.accounts.second_factor import has_factor, remove_factors
from centres.models import User
from results_portal.audit import Command as Operator


class Command(BaseCommand):
    help = (
        "Takes the second step away from an account whose phone or key is lost. For the operator, when no two of the "
        "board's staff can sign in to do it in the administration, which is the normal way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *_: Any, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalize_email(options["email"])).first()
        if user is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        if not has_factor(user):
            raise CommandError(f"{user.email} has no second step.")
        remove_factors(user=user, by=Operator("remove_second_step"))
        self.stdout.write(f"{user.email} sets up a new second step at the next sign-in.")
