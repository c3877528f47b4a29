"""Encrypts letters and sealed passwords that older keys made with the newest of LETTERS_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.credentials.reencrypt import reencrypt_passwords
from letters.storage.reencrypt import reencrypt_files
from results_portal import audit
from results_portal.installation import OnHold, require_own


class Command(BaseCommand):
    help = (
        "Encrypt letters and sealed passwords that older keys made with the newest of LETTERS_KEYS. Run it after web "
        "server and workers have been started with the new key in front. When it finds nothing more to do, the old key "
        "is needed only to check statements of results that were made with it. It can be stopped at any moment and run "
        "again. Exit status 1 if something can't be opened with any listed key."
    )

    def handle(self, **options: Any) -> None:
        by = audit.Command("reencrypt_letters")
        try:
            require_own()
            passwords, files = reencrypt_passwords(by=by), reencrypt_files(by=by)
        except OnHold as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            f"Encrypted {files.done} files of letters and {passwords.done} sealed passwords with the newest key."
        )
        if passwords.lost or files.lost:
            raise CommandError(
                f"{files.lost} files of letters and {passwords.lost} sealed passwords can't be opened with any of "
                "LETTERS_KEYS, or are damaged. Bring the key back that made them; without it, reissue those passwords."
            )
