"""Worlds that are equal but for the values of results that nobody may see yet."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from access.credentials.sealed_passwords import seal_password
from access.models import AccessSettings, ChangeNotice
from candidates.loads.lists import write_list
from candidates.models import (
    Candidate,
    Cause,
    ChangeLine,
    Entry,
    LoadJob,
    ReleaseException,
    Result,
    ResultChange,
    Series,
)
from centres.models import Centre, User
from tests.support import builders
from tests.support.credentials import PASSWORD, give_access, give_credential

Value = Callable[[int, Entry], Result | None]

NUMBER = "0042"
# The board has released Pre-U an hour ago; the centre lets its candidates wait for two.
DELAY = timedelta(hours=2)
FIRST_KEY = 900_000
# Has left the board: nobody finds them among those who act.
SENDER = "sender@board.example"


def _value(grade: str = "", mark: int | None = None, outcome: str = "", **fields: Any) -> Value:
    def make(key: int, entry: Entry) -> Result:
        values = {"grade": grade, "percentage_uniform_mark": mark, "outcome": outcome, **fields}
        return Result(pk=key, entry=entry, **values)

    return make


HIGH, LOW = _value("A*", 97), _value("G", 20, endorsement="Merit")
# What staff without the results permission can't tell apart either, although they may see that there is a result.
VALUES: tuple[Value, ...] = (
    HIGH,
    LOW,
    _value(outcome="PENDING"),
    _value(outcome="NO RESULT"),
    _value(outcome="TO BE ISSUED"),
    _value(outcome="UNGRADED"),
)
CORRECTED = _value("B", 74, corrected_at=datetime(2026, 1, 1, tzinfo=UTC))
KINDS: tuple[Value, ...] = (*VALUES, CORRECTED, lambda key, entry: None, _value("C", 61, held=True))
# Held results of a qualification that is open.
HELD: tuple[Value, ...] = (_value("A*", 98, held=True), _value("E", 41, held=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargoed:
    """The entries whose results nobody may see, in order: those not open yet, then those open and held."""

    shut: tuple[Entry, ...]
    held: tuple[Entry, ...]

    def turn(self, by: int, kinds: tuple[Value, ...] = KINDS) -> None:
        """Make the world number `by`: each entry gets the kind of result that its neighbour has in the world before."""
        Result.objects.filter(entry__in=[*self.shut, *self.held]).delete()
        first_key = _first_key()
        results = [*_dealt(self.shut, kinds, by, first_key), *_dealt(self.held, HELD, by, first_key + 100)]
        Result.objects.bulk_create(results)
        _load_that_waits(by)
        _changes_too_early(self, by)


def _load_that_waits(world: int) -> None:
    """Files that the results team sent: what they would change is another thing in each world."""
    rows = [["results.csv", "2", f"November 2026 PK123 {NUMBER} 0600", "grade: A*", f"grade: {'BCDEF'[world]}", "no"]]
    place = f"world/{world}-{secrets.token_hex(4)}.list"
    listed = {"changed": {"place": place, "rows": write_list(place, rows)}}
    sender = User.objects.filter(email=SENDER).first() or builders.make_user(SENDER, is_staff=True, is_active=False)
    fields = {
        "name": "results.csv",
        "files": [{"name": "results.csv", "bytes": 400 + world, "place": ""}],
        "state": LoadJob.State.PREVIEW if world else LoadJob.State.REFUSED,
        "summary": {"tables": [{"name": "results", "new": world, "changed": 1, "withdrawn": 0}], "touched": world},
        "digest": f"{world}" * 64,
        "sent_by": sender,
    }
    LoadJob.objects.update_or_create(pk=FIRST_KEY, defaults={**fields, "lists": listed})


def _changes_too_early(entries: Embargoed, world: int) -> None:
    """What was corrected or held before anybody could see it: of others in each world, and for other causes."""
    ResultChange.objects.filter(pk__gte=FIRST_KEY).delete()
    now, series = datetime.now(UTC), entries.shut[0].candidate.series
    for place, entry in enumerate(entries.shut):
        if place % 2 != world % 2:
            continue
        change = ResultChange.objects.create(
            pk=FIRST_KEY + place, series=series, at=now, cause=Cause.values[world], told_at=now
        )
        centre = entry.candidate.centre
        ChangeLine.objects.create(
            pk=FIRST_KEY + place,
            change=change,
            centre=centre,
            what=ChangeLine.What.values[(place + world) % len(ChangeLine.What.values)],
            qualification=entry.qualification,
            syllabus=entry.syllabus,
            candidate=entry.candidate,
            person=entry.candidate.person,
        )
        ChangeNotice.objects.create(pk=FIRST_KEY + place, change=change, centre=centre, candidates=world + 1)


def _first_key() -> int:
    """The same in both worlds: the next thousand after whatever results there are besides."""
    last = Result.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(FIRST_KEY, (last // 1000 + 1) * 1000)


def _dealt(entries: Iterable[Entry], kinds: tuple[Value, ...], by: int, key: int) -> list[Result]:
    made = [kinds[(place + by) % len(kinds)](key + place, entry) for place, entry in enumerate(entries)]
    return [result for result in made if result is not None]


def embargoed(series: Series, centre: Centre) -> Embargoed:
    """Two candidates with access, entered for what isn't open yet for four different reasons, and for what is."""
    now = datetime.now(UTC)
    builders.make_release(series, "ALEVEL", now - timedelta(days=1))
    builders.make_release(series, "IGCSE", now + timedelta(days=30))
    builders.make_release(series, "PREU", now - timedelta(hours=1))
    builders.make_release(series, "AS", now + timedelta(days=20))
    # Released for everybody but this country.
    released = builders.make_release(series, "IPQ", now - timedelta(days=1))
    ReleaseException.objects.create(release=released, country=centre.country, releases_at=now + timedelta(days=20))
    first = builders.make_candidate(series, centre, NUMBER, email="maryam@pk123.example")
    second = builders.make_candidate(series, centre, "0044", email="omar@pk123.example", teaching_group="11B")
    give_access(series, centre)
    AccessSettings.objects.update(delay=DELAY)
    credential = give_credential(first)
    credential.sealed_password = seal_password(PASSWORD, candidate_pk=first.pk, issue=1)
    credential.save()
    shut = [*_entries(first, "IGCSE", "06", 5), *_entries(first, "PREU", "98", 2), *_entries(first, "OLEVEL", "50", 2)]
    shut += _entries(first, "IPQ", "99", 2)
    shut += _entries(second, "IGCSE", "06", 2)
    held = _entries(first, "ALEVEL", "91", 1) + _entries(second, "ALEVEL", "91", 1)
    builders.make_result(builders.make_entry(first, builders.make_syllabus("9709", "ALEVEL")), "B", 74)
    shut.append(_as_level_beside_an_open_a_level(first, second))
    return Embargoed(shut=tuple(shut), held=tuple(held))


def _as_level_beside_an_open_a_level(first: Candidate, second: Candidate) -> Entry:
    """One syllabus: the first candidate's AS Level isn't open yet, the second one's A Level is."""
    builders.make_syllabus("9702", "ALEVEL", "Physics")
    syllabus = builders.make_syllabus("9702", "AS", "Physics")
    builders.make_result(builders.make_entry(second, syllabus, "ALEVEL"), "c", 61)
    return builders.make_entry(first, syllabus, "AS")


def _entries(candidate: Candidate, qualification: str, begins: str, count: int) -> list[Entry]:
    codes = {f"{begins}{place:02}": f"Subject {place}" for place in range(count)}
    return [
        builders.make_entry(candidate, builders.make_syllabus(code, qualification, title))
        for code, title in codes.items()
    ]
