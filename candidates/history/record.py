"""Adds versions to results and to candidates. Nothing here changes or deletes one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max

from candidates.embargo import clock
from candidates.models import Candidate, CandidateVersion, Load, Result, ResultVersion, Source
from results_portal.db.bulk_insert import add_rows

BATCH = 5000
RESULT_FIELDS: tuple[str, ...] = ("grade", "percentage_uniform_mark", "outcome", "endorsement", "withdrawn")
CANDIDATE_FIELDS: tuple[str, ...] = (
    "family_name",
    "given_names",
    "date_of_birth",
    "email",
    "teaching_group",
    "withdrawn",
)

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where new versions come from: the source, its load, who, at which instant, and why.

    `reason` is for staff; `cause` is read by candidates whose released results change.
    """

    source: Source
    by: str
    at: datetime
    load: Load | None = None
    reason: str = ""
    cause: str = ""


class NewVersion(NamedTuple):
    """The values that `owner` (the primary key of an entry or a candidate) has now and had before, None for nothing.

    `newest` is the number of its newest version, 0 if it has none; None where that has to be looked up.
    """

    owner: int
    after: Values
    before: Values | None = None
    newest: int | None = None


def add_result_versions(versions: Iterable[NewVersion], *, origin: Origin) -> None:
    """Add a version to each entry's result; `owner` is the entry, values are in the order of `RESULT_FIELDS`."""
    for batch in batched(versions, BATCH):
        _add(ResultVersion, "entry_id", RESULT_FIELDS, batch, origin, cause=(origin.cause,))


def add_candidate_versions(versions: Iterable[NewVersion], *, origin: Origin) -> None:
    """Add a version to each candidate; values are in the order of `CANDIDATE_FIELDS`."""
    for batch in batched(versions, BATCH):
        _add(CandidateVersion, "candidate_id", CANDIDATE_FIELDS, batch, origin)


def record_staff_result(result: Result, *, before: Values | None, by: str, reason: str = "", cause: str = "") -> None:
    """Add what `result` says now as a version by a member of staff, if it differs from `before`."""
    after = values_of(result, RESULT_FIELDS)
    if after != before:
        origin = Origin(source=Source.STAFF, by=by, at=clock.now(), reason=reason, cause=cause)
        add_result_versions([NewVersion(result.entry_id, after, before)], origin=origin)


def record_staff_candidate(candidate: Candidate, *, before: Values | None, by: str, reason: str = "") -> None:
    """Add what `candidate` says now as a version by a member of staff, if it differs from `before`."""
    after = values_of(candidate, CANDIDATE_FIELDS)
    if after != before:
        origin = Origin(source=Source.STAFF, by=by, at=clock.now(), reason=reason)
        add_candidate_versions([NewVersion(candidate.pk, after, before)], origin=origin)


def stored_values(obj: Result | Candidate) -> Values | None:
    """What the database has for `obj` now, as a version holds it; None for a new one."""
    fields = CANDIDATE_FIELDS
    if isinstance(obj, Result):
        fields = RESULT_FIELDS
    return type(obj)._default_manager.filter(pk=obj.pk).values_list(*fields).first()


def values_of(obj: Result | Candidate, fields: Sequence[str]) -> Values:
    """The values of these fields of `obj`."""
    return tuple(getattr(obj, name) for name in fields)


def _add(
    model: type[ResultVersion | CandidateVersion],
    owner: str,
    fields: Sequence[str],
    versions: Sequence[NewVersion],
    origin: Origin,
    *,
    cause: tuple[str, ...] = (),
) -> None:
    """`cause` is that of the change, for versions that have one: what was said before has none."""
    numbers = {version.owner: version.newest or 0 for version in versions}
    unknown = [version.owner for version in versions if version.newest is None]
    if unknown:
        numbers |= _newest_numbers(model, owner, unknown)
    load = origin.load.pk if origin.load else None
    same = {"source": str(origin.source), "by": origin.by, "load_id": load, "reason": origin.reason, "at": origin.at}
    earlier = {"source": str(Source.EARLIER), "by": "", "load_id": None, "reason": "", "at": origin.at}
    if cause:
        same["cause"], earlier["cause"] = cause[0], ""
    before: list[Values] = []
    after: list[Values] = []
    for version in versions:
        number = numbers[version.owner]
        if not number and version.before is not None:
            number = 1
            before.append((version.owner, number, *version.before))
        after.append((version.owner, number + 1, *version.after))
    columns = (owner, "number", *fields)
    if before:
        add_rows(model, columns, before, same=earlier)
    add_rows(model, columns, after, same=same)


def _newest_numbers(model: type[ResultVersion | CandidateVersion], owner: str, owners: Sequence[int]) -> dict[int, int]:
    """The number of the newest version of each owner that has any."""
    if connection.vendor == "postgresql":
        # One array instead of thousands of parameters, which take longer to put into the statement than to look up.
        table = connection.ops.quote_name(model._meta.db_table)
        sql = f"SELECT {owner}, MAX(number) FROM {table} WHERE {owner} = ANY(%s) GROUP BY {owner}"  # noqa: S608 - names
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(owners)])
            return dict(cursor.fetchall())
    latest = model._default_manager.filter(**{f"{owner}__in": owners}).order_by().values_list(owner)
    return dict(latest.annotate(Max("number")))
