"""Why something can't be done with a load, in words for staff."""

from candidates.second_person.exceptions import ChangeNotPossible


class NotWaiting(ChangeNotPossible):
    """Somebody else was faster, or the load has ended."""

    def __init__(self) -> None:
        super().__init__("Somebody else confirmed or discarded this in the meantime. Nothing more was done.")


class PreviewChanged(ChangeNotPossible):
    """What was confirmed isn't what the preview shows now."""

    def __init__(self) -> None:
        super().__init__("The preview has changed since you opened it. Look at it again, then confirm.")


class WordsMissing(ChangeNotPossible):
    """The load would do what has to be asked for first."""

    def __init__(self) -> None:
        super().__init__("This load asks for something first. Choose what it may do, then preview it again.")


class NothingToLoad(ChangeNotPossible):
    """What is stored already says what the files say."""

    def __init__(self) -> None:
        super().__init__("Nothing would change, so there is nothing to confirm.")


class LostJob(Exception):
    """Another worker has taken the job over, or it was discarded: stop, and leave nothing behind."""
