"""`manage.py read_bounces`: learns which letters sent by e-mail came back."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from letters.mail.bounces.mailboxes import UnknownSource, read_all
from letters.mail.bounces.record import BounceRecorder, BouncesReport
from results_portal.audit import Command as Actor


class Command(BaseCommand):
    help = "Read bounces from a mailbox and mark the letters that came back, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source",
            nargs="?",
            default="",
            help="imaps://user@host/INBOX, pop3s://user@host, maildir:/folder, mbox:/file, or - for one message from"
            " standard input; without it BOUNCES_URL, which keeps the mailbox's password off the command line",
        )

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        source = source or settings.BOUNCES_URL
        if not source:
            raise CommandError("Say where bounces are: set BOUNCES_URL, or name a mailbox.")
        report = BouncesReport()
        try:
            read_all(source, BounceRecorder(by=Actor("read_bounces"), report=report).take)
        except (UnknownSource, OSError) as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"Messages read: {report.read}. Letters that came back: {report.bounced}.")
