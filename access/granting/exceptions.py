"""Why access can't be changed as asked: one class per reason, its text fit to be shown to an officer."""

from collections.abc import Iterable
from typing import ClassVar

from access.models import LONGEST_DELAY, AccessSettings
from candidates.instants import in_words
from centres.models import Centre

NAMED = 5


class ChangeRefused(Exception):
    """The change isn't made, and nothing else was. The text says why and what to do."""


class StaleSettings(ChangeRefused):
    """Somebody changed the settings after the form was opened."""

    def __init__(self, settings: AccessSettings, *, centre: Centre, own: bool) -> None:
        self.settings = settings
        who = f"{settings.changed_by or 'Somebody'} has"
        if own:
            who = "You have"
        when = in_words(settings.changed_at, centre=centre).centre
        super().__init__(
            f"{who} changed who has access since this page was opened: {when}. Nothing of yours is saved yet. "
            "Look at what holds now, then confirm again."
        )


class Incomplete(ChangeRefused):
    """All and Selected need something that is missing. `field` is its name in the settings."""

    field: ClassVar[str]
    text: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.text)


class TickNeeded(Incomplete):
    """The centre hasn't said that it deals with queries."""

    field = "deals_with_queries"
    text = "Tick this to show that your centre will deal with queries from candidates."


class NameNeeded(Incomplete):
    """Nobody is named as contact."""

    field = "contact_name"
    text = "Enter the name of the person whom candidates can ask."


class WayToReachNeeded(Incomplete):
    """The contact has neither a telephone number nor an e-mail address."""

    field = "contact_telephone"
    text = "Enter a telephone number or an email address, or both."


class NobodySelected(ChangeRefused):
    """Selected candidates, with nobody selected."""

    def __init__(self) -> None:
        super().__init__("Select at least one candidate, or choose No candidates.")


class NoneWouldBeLeft(ChangeRefused):
    """The last selected candidate can't be deselected: that is what *No candidates* is for."""

    def __init__(self) -> None:
        super().__init__(
            "That would leave nobody selected. To take access away from everyone, choose No candidates in Edit status."
        )


class StatusIsNone(ChangeRefused):
    """Nobody can be selected while the status is *No candidates*."""

    def __init__(self) -> None:
        super().__init__(
            "The status is No candidates, so nobody can be selected yet. Open Edit status first and choose "
            "All candidates or Selected candidates."
        )


class WithdrawnFromSeries(ChangeRefused):
    """A candidate whom the board has withdrawn from the series never has access."""

    def __init__(self, numbers: Iterable[str]) -> None:
        listed = sorted(numbers)
        named = ", ".join(listed[:NAMED])
        if len(listed) > NAMED:
            named += f" and {len(listed) - NAMED} more"
        super().__init__(f"Withdrawn from the series, so can't be selected: {named}. Take them out and try again.")


class UnknownCandidates(Exception):
    """A number that no candidate of this centre and series has. Not for showing: the answer is a 404."""


class DelayNotAllowed(ChangeRefused):
    """Results can't be shown before their release, nor very much later."""

    def __init__(self) -> None:
        super().__init__(
            f"Results can be shown from the moment of their release on, and at most {LONGEST_DELAY.days} days later."
        )


class WouldShutAgain(ChangeRefused):
    """A longer delay would take away what candidates have seen, or are about to see."""

    def __init__(self, qualification: str) -> None:
        super().__init__(
            f"Your candidates can see their results of {qualification} already, or within a minute from now, and what "
            "they have seen must not vanish. Choose a delay that keeps these results open."
        )
