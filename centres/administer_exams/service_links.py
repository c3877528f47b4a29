"""What *Administer Exams* offers for a centre. The rooms above register it; this room knows none of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from centres.models import Associate, Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLink:
    """A link to one service for one series."""

    label: str
    series: str
    address: str
    # How things stand there, and what happens next, in a few words each.
    state: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociateLink:
    """A link to what an Associate's members do for all attached centres at once, in one series."""

    label: str
    associate: str
    series: str
    address: str


LinksByCentre = dict[int, list[ServiceLink]]
# Gets the centres of one page and answers with their links by the centre's key, newest series first, in a fixed
# number of queries, however many centres there are.
LinkProvider = Callable[[Sequence[Centre]], LinksByCentre]
# Gets the Associates that a user is a member of, at least one; a fixed number of queries likewise.
AssociateLinkProvider = Callable[[Sequence[Associate]], list[AssociateLink]]

_providers: list[LinkProvider] = []
_associate_providers: list[AssociateLinkProvider] = []


def offer(provider: LinkProvider) -> None:
    """Have *Administer Exams* show what `provider` offers. Called once per process, from an app's `ready()`."""
    _providers.append(provider)


def links_for(centres: Sequence[Centre]) -> LinksByCentre:
    """Everything that is offered for each of `centres`."""
    found: defaultdict[int, list[ServiceLink]] = defaultdict(list)
    for provider in _providers:
        for key, links in provider(centres).items():
            found[key] += links
    return dict(found)


def offer_to_associates(provider: AssociateLinkProvider) -> None:
    """Have *Administer Exams* show an Associate's members what `provider` offers. Called like `offer`."""
    _associate_providers.append(provider)


def associate_links_for(associates: Sequence[Associate]) -> list[AssociateLink]:
    """Everything that is offered to members of `associates`."""
    return [link for provider in _associate_providers for link in provider(associates)] if associates else []
