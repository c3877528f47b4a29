"""`manage.py verify_audit`: whether the audit trail is as it was written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from results_portal.audit import Command as Operator
from results_portal.audit import verification
from results_portal.audit.verification import Heads, UnreadableHeads, Walk


class Command(BaseCommand):
    help = (
        "Walk the audit trail's chains, name whatever was edited, deleted, reordered or forged, and print the chains' "
        "heads. Exit status 1 if anything was. Export the heads regularly to a place that the database's keepers can't "
        "write to: comparing with them is the only way to find a chain cut short together with its head."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export", type=Path, metavar="FILE", help="write the heads to FILE if all is well")
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with heads exported earlier")
        parser.add_argument(
            "--reseal",
            action="store_true",
            help="if all is well, seal the heads with the newest of LETTERS_KEYS, before an older one is dropped",
        )

        parser.add_argument(
            "--accept",
            metavar="CHAIN",
            help="a centre's number, or staff: after you looked into what was found there, seal it as it is now. "
            "This is recorded in it. Until then its new entries are written, and not sealed",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["accept"]:
            self._accept(options["accept"])
            return
        walk = Walk(_earlier(options["against"]))
        findings = 0
        for finding in walk.findings():
            findings += 1
            self.stderr.write(str(finding))
        for chain, head in walk.heads.items():
            self.stdout.write(f"{verification.name_of(chain)} {head.length} {head.digest}")
        if findings:
            raise CommandError(f"The audit trail was tampered with: {findings} findings.")
        self._finish(walk.heads, options)

    def _accept(self, name: str) -> None:
        chain = "" if name == verification.name_of("") else name
        if not verification.accept(chain=chain, by=Operator("verify_audit")):
            raise CommandError(f"There is no chain {name}.")
        self.stdout.write(f"The chain of {name} is sealed as it is now, and says so.")

    def _finish(self, heads: Heads, options: dict[str, Any]) -> None:
        if options["reseal"]:
            self.stdout.write(f"Sealed {verification.reseal(heads)} heads with the newest key.")
        if options["export"]:
            verification.export(heads, options["export"])
        entries = sum(head.length for head in heads.values())
        self.stdout.write(self.style.SUCCESS(f"{entries} entries in {len(heads)} chains are as they were written."))


def _earlier(file: Path | None) -> Heads:
    if file is None:
        return {}
    try:
        return verification.exported(file)
    except UnreadableHeads as why:
        raise CommandError(str(why)) from why
