"""Figures that the database knows, the same whichever process is asked: each room registers its own.

They are read when somebody asks for metrics, at most every few seconds, and in a bounded time.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from django.db import DatabaseError, InterfaceError, connection, transaction
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

logger = logging.getLogger(__name__)

KEPT_SECONDS = 5.0
STATEMENT_MILLISECONDS = 2_000
READABLE = "results_facts_readable"

# The value for each value of the label; under "" where there is no label.
Read = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One gauge: `label` is "" where it has a single value."""

    name: str
    about: str
    label: str
    read: Read


_facts: dict[str, Fact] = {}


def register(name: str, about: str, read: Read, *, label: str = "") -> None:
    """Have a gauge `name` be told. Called once per process, from an app's `ready()`."""
    _facts[name] = Fact(name, about, label, read)


def names() -> set[str]:
    """The gauges that are told here."""
    return {*_facts, READABLE}


class Facts(Collector):
    """Tells all facts; while the database can't say them, only that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made_at = -KEPT_SECONDS
        self._latest: list[Metric] = []

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            if time.monotonic() - self._made_at >= KEPT_SECONDS:
                self._latest = _read()
                self._made_at = time.monotonic()
            yield from self._latest


def _read() -> list[Metric]:
    told: list[Metric] = []
    readable = GaugeMetricFamily(READABLE, "1 where the database told what it knows, else 0.", value=1)
    try:
        with transaction.atomic():
            _bound_time()
            told = [_gauge(fact) for fact in _facts.values()]
    except (DatabaseError, InterfaceError) as why:
        logger.warning("the database doesn't tell its figures (%s)", type(why).__name__)
        readable = GaugeMetricFamily(READABLE, "1 where the database told what it knows, else 0.", value=0)
    return [*told, readable]


def _bound_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MILLISECONDS}")


def _gauge(fact: Fact) -> Metric:
    gauge = GaugeMetricFamily(fact.name, fact.about, labels=[fact.label] if fact.label else [])
    for value_of_label, value in fact.read().items():
        gauge.add_metric([value_of_label] if fact.label else [], value)
    return gauge
