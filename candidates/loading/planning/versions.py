"""What was said before about the rows that files would change."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from candidates.history.compare import Said
from candidates.loading.planning.plan import Values
from candidates.models import CandidateVersion, ResultVersion

BATCH = 2000

# Versions of each owner, oldest first: values and source.
Versions = Mapping[int, Sequence[tuple[Values, str]]]


def candidate_versions(candidates: Iterable[int], fields: Sequence[str]) -> Versions:
    """The versions of candidates with these primary keys."""
    return _versions(CandidateVersion, "candidate_id", candidates, fields)


def result_versions(entries: Iterable[int], fields: Sequence[str]) -> Versions:
    """The versions of the results of entries with these primary keys."""
    return _versions(ResultVersion, "entry_id", entries, fields)


def said_of(versions: Sequence[tuple[Values, str]], positions: slice | int) -> list[Said]:
    """The part of each version's values that is at `positions`."""
    return [Said(values[positions], source) for values, source in versions]


def _versions(
    model: type[CandidateVersion | ResultVersion], owner: str, pks: Iterable[int], fields: Sequence[str]
) -> Versions:
    found: dict[int, list[tuple[Values, str]]] = {}
    for batch in batched(pks, BATCH):
        rows = model._default_manager.filter(**{f"{owner}__in": batch}).order_by("number")
        for pk, source, *values in rows.values_list(owner, "source", *fields):
            found.setdefault(pk, []).append((tuple(values), source))
    return found
