"""What was found out about one part of the installation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: what was seen, and the mend, which is "" where all is well."""

    part: str
    seen: str
    mend: str = ""

    def __str__(self) -> str:
        if not self.mend:
            return f"ok       {self.part}: {self.seen}"
        return f"PROBLEM  {self.part}: {self.seen}\n         Mend: {self.mend}"


# Each looks at one part. It may raise: that is a finding, too.
Examination = Callable[[], Iterable[Finding]]


def examine(part: str, examination: Examination, *, mend: str) -> list[Finding]:
    """What `examination` found. `mend` is what helps where it could not even look."""
    try:
        return list(examination())
    except Exception as why:  # noqa: BLE001 - whatever it is, the other parts are looked at
        told = str(why).strip().splitlines()
        return [Finding(part=part, seen=f"{type(why).__name__}: {told[0] if told else ''}".rstrip(": "), mend=mend)]
