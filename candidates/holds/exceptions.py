"""Why a hold can't be placed or ended, in words for staff."""

from candidates.second_person.exceptions import ChangeNotPossible


class ScopeDoesNotFit(ChangeNotPossible):
    """The parts of a hold's scope exclude one another."""


class AlreadyEnded(ChangeNotPossible):
    """The hold was ended in the meantime."""

    def __init__(self) -> None:
        super().__init__("This was ended in the meantime.")
