"""What of the trail says something about single results, for those who may not learn that one was changed or held.

Before its release even that is news. The rule goes by words, so that an action that is added later is closed as well.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

# Whoever may look at results at all may read what was done to them.
PERMISSION = "candidates.view_result"
WORDS = ("result", "grade", "hold", "held", "correct", "mark", "outcome", "review")
_WORD = re.compile("|".join(WORDS), re.IGNORECASE)


def about_results() -> Q:
    """Entries whose action, or whose details' names, speak of results. The tries of candidates and officers do, too."""
    about = Q()
    for word in WORDS:
        about |= Q(action__icontains=word)
    return about


def is_about_results(action: str) -> bool:
    """The same of one action."""
    return bool(_WORD.search(action))


def without_results(details: Mapping[str, Any]) -> dict[str, Any]:
    """`details` without what is named after results, however deep."""
    kept = {}
    for name, value in details.items():
        if not _WORD.search(name):
            kept[name] = without_results(value) if isinstance(value, Mapping) else value
    return kept
