"""What a load may do only when it is asked for by name."""

from dataclasses import dataclass

OPEN_RELEASES = "--open-releases"
NEW_SERIES = "--new-series"
WITHDRAW_MISSING = "--withdraw-missing"
KEEP_MISSING = "--keep-missing"
REVERT_CORRECTIONS = "--revert-corrections"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """The words that somebody gave with a load.

    `cause` says why released results change, as candidates read it (a value of `Cause`, "" for none told).
    `encoding` is that of text that isn't Unicode, such as "windows-1252"; `series` that of the board's results sheet.
    """

    open_releases: bool = False
    new_series: bool = False
    withdraw_missing: bool = False
    keep_missing: bool = False
    revert_corrections: bool = False
    cause: str = ""
    encoding: str = ""
    series: str = ""
