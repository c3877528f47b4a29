"""What the first page of the administration says needs doing. The rooms above offer it; this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from centres.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence and the page that it is about."""

    text: str
    address: str
    urgent: bool = False


# Gets the member of staff who reads it, and says no more than that person may know, in a fixed number of queries.
NoticeProvider = Callable[[User], Iterable[Notice]]

_providers: list[NoticeProvider] = []


def offer(provider: NoticeProvider) -> None:
    """Have the first page say what `provider` gives. Called once per process, from an app's `ready()`."""
    _providers.append(provider)


def notices_for(user: User) -> list[Notice]:
    """Everything that `user` is told, what is urgent first."""
    found = [notice for provider in _providers for notice in provider(user)]
    return sorted(found, key=lambda notice: not notice.urgent)
