"""Makes this database and this storage one installation, by an operator's word."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from results_portal.installation import marks, standing
from results_portal.installation.marks import Mark
from results_portal.installation.place import place
from results_portal.models import Installation


def take_over(*, with_it: Callable[[], object]) -> None:
    """Give database and storage a new identity; whoever else has marked the storage is on hold from then on.

    `with_it` is done in the same transaction. Raises `OSError` where the storage can't be reached; the installation
    stays on hold until this is done again.
    """
    there = marks.found()
    new = {"identity": secrets.token_hex(16), "epoch": 1, "place": place(), "is_written": False}
    with transaction.atomic():
        row, _made = Installation.objects.update_or_create(
            pk=Installation.ONLY, defaults={**new, "since": timezone.now()}
        )
        with_it()
    marks.write(Mark(row.identity, row.epoch))
    marks.remove(mark for mark in there if mark.identity != row.identity)
    Installation.objects.filter(identity=row.identity).update(is_written=True)
    standing.forget()
