"""What else is to be known before a release. The rooms above offer it; this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from candidates.holds.scope import Scope

# So many lines of a fact are shown on the page.
LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing about a release: a sentence, and the first lines of what it is about. `is_well`: nothing to do."""

    heading: str
    text: str
    is_well: bool
    lines: tuple[str, ...] = ()


# Gets the series and the qualification; gives facts in a fixed number of queries. None is about what a result says.
FactProvider = Callable[[Scope], Iterable[Fact]]

_providers: list[FactProvider] = []


def offer(provider: FactProvider) -> None:
    """Have a release's page say what `provider` gives. Called once per process, from an app's `ready()`."""
    _providers.append(provider)


def facts_of(scope: Scope) -> list[Fact]:
    """Everything that is offered for the release of this qualification in this series."""
    return [fact for provider in _providers for fact in provider(scope)]
