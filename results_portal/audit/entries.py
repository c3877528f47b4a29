"""The audit trail: each change and each download by officers and staff leaves one entry, in the same transaction.

The words for `action` are listed in `results_portal.audit.vocabulary`; how entries are chained says
`results_portal.audit.chain`.
"""

from contextvars import ContextVar
from typing import Any

from django.db import transaction

from results_portal.audit import chain
from results_portal.audit import details as audit_details
from results_portal.audit.actors import Actor, kind_of
from results_portal.models import AuditEntry

# Set for the length of a request by the middleware; empty in commands and jobs.
request_address: ContextVar[str] = ContextVar("request_address", default="")


def record(
    action: str,
    *,
    by: Actor,
    centre_number: str = "",
    series: str = "",
    target: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry at the end of the centre's chain (of the staff's, without a centre).

    `details` holds plain values (before and after), never secrets and never grades. What is too long for its column
    is cut. Make this a deed's last line: it locks the chain until the transaction ends, so entries of several centres
    go in the order of their numbers.

    Has to be called within the transaction of the change that it describes: if the entry can't be written, the change
    isn't made, even where a caller catches the exception. Raises `TransactionManagementError` outside a transaction
    and `audit_details.SecretInDetails` for details that name a secret or a grade.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"audit entry {action!r} written outside a transaction")
    with transaction.mark_for_rollback_on_error(using=transaction.get_connection().alias):
        return chain.append(
            AuditEntry(
                actor=_fitting("actor", by.email),
                actor_kind=kind_of(by),
                action=action,
                centre_number=centre_number,
                series=_fitting("series", series),
                target=_fitting("target", target),
                details=audit_details.plain(details or {}),
                address=_fitting("address", request_address.get()),
            )
        )


def _fitting(column: str, text: str) -> str:
    """`text` as the column takes it: parts of it may come from a visitor, who mustn't make the entry fail."""
    field = AuditEntry._meta.get_field(column)
    kept = audit_details.printable(text)
    longest = getattr(field, "max_length", None) or len(kept)
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"
