"""Slows down tries at public pages, the same for every web process.

What is kept are keyed digests, and only for minutes. Everything is timed by the database, whose clock all processes
share. Two tries at the same instant may both be let through as the last one: a limit is a brake, not a count.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Address, ip_address
from itertools import batched
from math import ceil

from django.db.models import Count, DurationField, ExpressionWrapper, Min, QuerySet
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from results_portal.db.compiled_queries import CompiledQuery, Row
from results_portal.metrics import counters
from results_portal.models import CountedTry
from results_portal.text.counted import counted

WINDOW = timedelta(minutes=5)
# One try in so many also clears away what is older than the window.
SWEEP_EVERY = 50


class TooManyTries(Exception):
    """Somebody has to wait before the next try. `seconds` says how long, at least 1."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = ceil(seconds / 60)
        wait = counted(minutes, "minute", "minutes")
        super().__init__(f"There were too many tries. Wait {wait}, then try again.")


def key_of(purpose: str, value: str) -> str:
    """The key under which tries with `value` count for `purpose`."""
    return salted_hmac(f"throttle {purpose}", value, algorithm="sha256").hexdigest()[:32]


def key_of_address(purpose: str, address: str) -> str:
    """The key under which tries from `address` count. A whole IPv6 /64, which one device may have, is one address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return key_of(purpose, address)
    if isinstance(parsed, IPv4Address):
        return key_of(purpose, parsed.compressed)
    if parsed.ipv4_mapped:
        return key_of(purpose, parsed.ipv4_mapped.compressed)
    network = parsed.packed[:8]
    return key_of(purpose, network.hex())


def count(limits: Mapping[str, int], *, of: str) -> None:
    """Count one try under each key of `limits`, which say how many tries each may have within `WINDOW`.

    Two statements. Raises `TooManyTries`, and then counts nothing, where a key has used up its tries. `of` names the
    limit in metrics.
    """
    try:
        check(limits)
    except TooManyTries:
        counters.limit_refusals.labels(of).inc()
        raise
    note(limits)


def check(limits: Mapping[str, int]) -> None:
    """Raise `TooManyTries` where a key of `limits` has used up its tries. One statement."""
    for key, tries, wait in _recent(len(limits)).rows(*limits):
        if tries >= limits[key]:
            raise TooManyTries(max(1, ceil(wait.total_seconds())))


def note(keys: Iterable[str]) -> None:
    """Remember one try under each of `keys`. One statement, and now and then another that clears away old ones."""
    rows = CountedTry.objects.bulk_create(CountedTry(key=key, at=Now()) for key in keys)
    if any(row.pk % SWEEP_EVERY == 0 for row in rows):
        CountedTry.objects.filter(at__lte=Now() - WINDOW).delete()


def forget(keys: Iterable[str]) -> None:
    """Forget every try under `keys`. One statement for each 500 of them."""
    for chunk in batched(keys, 500):
        CountedTry.objects.filter(key__in=chunk).delete()


@cache
def _recent(keys: int) -> CompiledQuery:
    """The tries with so many keys. Each has its own query, for making one costs as much as asking it."""
    return CompiledQuery(_tries_of, *(f"\N{BULLET}key {number}" for number in range(keys)))


def _tries_of(*keys: str) -> QuerySet[CountedTry, Row]:
    """Each key with its tries within the window, and how long it is until the oldest leaves it."""
    wait = ExpressionWrapper(Min("at") + WINDOW - Now(), output_field=DurationField())
    recent = CountedTry.objects.filter(key__in=keys, at__gt=Now() - WINDOW)
    return recent.values("key").annotate(tries=Count("pk"), wait=wait).values_list("key", "tries", "wait")
