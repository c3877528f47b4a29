"""Tries to sign in: what is counted for results day is told to metrics as well."""

from results_portal.metrics import counters
from results_portal.monitoring import figures
from results_portal.monitoring.figures import PORTAL, RESULTS, Figure

_WHO = {RESULTS: "candidate", PORTAL: "officer"}
_OUTCOMES = frozenset({Figure.SIGNED_IN, Figure.WRONG_DETAILS, Figure.NO_ACCESS, Figure.TOO_MANY_TRIES})


def register() -> None:
    """Called once per process, from the app's `ready()`."""
    figures.listen(_count)


def _count(figure: Figure, site: str, times: int) -> None:
    if figure in _OUTCOMES:
        counters.sign_ins.labels(_WHO[site], figure).inc(times)
