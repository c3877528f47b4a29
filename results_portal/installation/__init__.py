"""Whether this database and this storage of letters are one installation, or one of them is a copy or somebody else's.

A restored dump would send letters again that were sent already; another database with the same storage would remove
letters that it doesn't know. So an installation has an identity, which its database and its storage both keep, and an
epoch, which rises before anything is sent and every minute besides: first in the database, then in the storage. Where
the two don't fit, the installation is *on hold*: it sends, purges and deletes nothing until `manage.py take_over`.
docs/decisions/0040-a-copy-is-on-hold.md has the reasons.
"""

from results_portal.installation.standing import (
    OnHold,
    advance,
    begin_sending,
    health,
    may_act,
    require_own,
    settle,
    was_own,
    why_on_hold,
)

__all__ = [
    "OnHold",
    "advance",
    "begin_sending",
    "health",
    "may_act",
    "require_own",
    "settle",
    "was_own",
    "why_on_hold",
]
