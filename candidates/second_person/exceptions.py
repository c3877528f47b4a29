"""Why a change that needs two people doesn't go on, in words for staff."""


class ChangeNotPossible(Exception):
    """The base of every reason; its text is fit to be shown."""


class SamePerson(ChangeNotPossible):
    """Whoever asked for it wants to confirm it."""

    def __init__(self) -> None:
        super().__init__("You asked for this yourself. Somebody else has to confirm it.")


class AlreadyDecided(ChangeNotPossible):
    """It was confirmed, refused or withdrawn in the meantime."""

    def __init__(self) -> None:
        super().__init__("This request was decided in the meantime.")


class Outdated(ChangeNotPossible):
    """What stood before has changed since it was asked for."""

    def __init__(self) -> None:
        super().__init__("What stood before has changed since this was asked for. Nothing was done. Ask for it again.")


class AlreadyAsked(ChangeNotPossible):
    """Another request for the same thing is waiting."""

    def __init__(self) -> None:
        super().__init__("Another request for this is waiting. Confirm, refuse or withdraw it first.")


class ReasonNeeded(ChangeNotPossible):
    """No reason was given."""

    def __init__(self) -> None:
        super().__init__("Give a reason. It is kept in the audit trail.")


class NothingChanges(ChangeNotPossible):
    """What is asked for is how it stands already."""

    def __init__(self) -> None:
        super().__init__("Nothing would change.")
