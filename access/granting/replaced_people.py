"""Another person stands under a candidate number: the password of the person before dies, with all that hung on it.

`candidates.identity` notices it and sends `people_replaced` inside the transaction that changes the row.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import batched
from typing import Any

from access.credentials.issue import issue_for
from access.eligibility import with_access
from access.letters.batch_requests import request_letters
from access.models import Credential
from candidates.identity import ReplacedPerson
from candidates.models import Candidate, Series
from centres.models import Centre
from letters.batches import lifecycle
from results_portal.audit import Actor

CHUNK = 500


def end_credentials(sender: Any, *, replaced: Sequence[ReplacedPerson], by: Actor, **_rest: Any) -> None:
    """Receives `people_replaced`: ends credentials and sessions, and gives new ones where there were letters.

    The rows of the credentials go, and with them sessions, username, and the marks of signing in and of having seen
    results. Whoever stands there now and has access gets a username and a password of their own if the person before
    had one, since the centre has handed letters out already. Letters that were ready give up their files at once.
    """
    ended = _end(person.candidate_pk for person in replaced)
    places: defaultdict[tuple[Series, Centre], set[int]] = defaultdict(set)
    for person in replaced:
        if person.candidate_pk in ended:
            places[person.series, person.centre].add(person.candidate_pk)
            places[person.series, person.left].add(person.candidate_pk)
    for (series, centre), candidates in places.items():
        _renew(series, centre, candidates, by)


def _end(candidates: Any) -> set[int]:
    """Delete the credentials of these candidates; returns who had one."""
    ended: set[int] = set()
    for chunk in batched(candidates, CHUNK):
        # The candidates first, as when passwords are issued: whoever issues to them either waits or is done already.
        list(Candidate.objects.filter(pk__in=chunk).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        credentials = Credential.objects.filter(candidate__in=chunk)
        ended.update(credentials.values_list("candidate_id", flat=True))
        credentials.delete()
    return ended


def _renew(series: Series, centre: Centre, candidates: set[int], by: Actor) -> None:
    issue_for(sorted(candidates), series=series, centre=centre, by=by)
    lifecycle.replace(lifecycle.batches_of(series=series, centre=centre))
    if with_access(centre.candidates.filter(series=series)).exists():
        request_letters(series=series, centre=centre, by=by, issues_passwords=False)
