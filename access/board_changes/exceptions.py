"""Why such a change isn't done, in words for staff."""

from collections.abc import Sequence

from candidates.second_person.exceptions import ChangeNotPossible


class ChangedSince(ChangeNotPossible):
    """Something else would happen by now than what was shown."""

    def __init__(self) -> None:
        super().__init__("Something has changed since this was shown. Nothing was done. This is what would happen now.")


class Blocked(ChangeNotPossible):
    """Something stands in the way."""

    def __init__(self, why: Sequence[str]) -> None:
        super().__init__(" ".join(why))


class Gone(ChangeNotPossible):
    """The candidate or the centre isn't there any more."""

    def __init__(self) -> None:
        super().__init__("This isn't there any more.")
