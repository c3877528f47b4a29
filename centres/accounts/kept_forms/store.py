"""Keeps what somebody typed, encrypted, until they have shown who they are."""

import re
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.http import QueryDict

from centres.models import KeptForm, User
from results_portal.crypto.encryption import CannotOpen, seal, unseal
from results_portal.crypto.keyed_digests import keyed_digest, keyed_digests

PURPOSE = "what was typed"
LASTS = timedelta(minutes=30)
# Ticks of some ten thousand candidates. Whatever is larger isn't kept.
MOST_BYTES = 256 * 1024
# Never kept: passwords, passphrases and their repetition, codes of a second step, tokens of a form.
SECRET = re.compile(r"passw|passphrase|^again$|code|token|secret|otp", re.IGNORECASE)


def account_of(user: User) -> str:
    """A name for the account that says nothing to whoever reads the table or a cookie."""
    return keyed_digest(PURPOSE, str(user.pk))[:32]


def names_of(user: User) -> list[str]:
    """Its name, and those that it had by keys that were replaced since."""
    return [digest[:32] for digest in keyed_digests(PURPOSE, str(user.pk))]


def keep(fields: QueryDict, *, account: str, path: str) -> bool:
    """Keep what was typed on the page at `path`, in the place of what was kept for this account before.

    Returns whether it is kept: not where it is too large.
    """
    typed = QueryDict(mutable=True)
    for name, values in fields.lists():
        if not SECRET.search(name):
            typed.setlist(name, values)
    plain = typed.urlencode().encode()
    if len(plain) > MOST_BYTES:
        return False
    forget_old()
    sealed = seal(plain, purpose=PURPOSE, context=_context(account, path))
    KeptForm.objects.update_or_create(
        account=account, defaults={"place": _digest(path), "sealed": sealed, "kept_at": Now()}
    )
    return True


@transaction.atomic
def take(*, accounts: Sequence[str], path: str) -> QueryDict | None:
    """What this account, by any of its names, typed at `path`, once; None where nothing is kept or it is too old."""
    in_time = ExpressionWrapper(Q(kept_at__gte=Now() - LASTS), output_field=BooleanField())
    forms = KeptForm.objects.filter(account__in=accounts, place__in=keyed_digests(PURPOSE, path)).annotate(
        in_time=in_time
    )
    kept = forms.select_for_update().order_by("-kept_at").first()
    # Most pages find nothing, and looking writes nothing.
    if kept is None:
        return None
    kept.delete()
    if not kept.in_time:
        return None
    try:
        plain = unseal(bytes(kept.sealed), purpose=PURPOSE, context=_context(kept.account, path))
    except CannotOpen:
        return None
    return QueryDict(plain.decode())


def forget_old() -> int:
    """Remove what nobody came back for; returns how many forms that were."""
    return KeptForm.objects.filter(kept_at__lt=Now() - LASTS).delete()[0]


def _context(account: str, path: str) -> bytes:
    return f"{account}\n{path}".encode()


def _digest(path: str) -> str:
    """Searches stand in addresses, so the table holds no address either."""
    return keyed_digest(PURPOSE, path)
