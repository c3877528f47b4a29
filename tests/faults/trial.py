"""One fault after the other: done, taken away, and looked at until all is well again and every rule holds."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.faults import data, rules
from tests.faults.installation import Installation
from tests.faults.load import Load, Met, Officer, Visitor, look_at_results
from tests.faults.table import Row
from tests.support import service

# The service's own promise, and how long a machine that has other things to do is waited for.
PROMISED_SECONDS, PATIENCE = 60.0, 240.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`do` brings it about and takes it away again; it returns what is to be told beside the figures."""

    name: str
    injected: str
    do: "Callable[[Trial], str]"
    in_short: bool = False
    in_bucket: bool = False


@dataclass
class Trial:
    """An installation under load, with what its visitors met."""

    one: Installation
    met: Met = field(default_factory=Met)

    def __post_init__(self) -> None:
        self.officer = Officer(self.met, self.one.ports, self.one.session)
        self.load: Load | None = None

    def begin(self) -> None:
        """Wait until all is up, then let people in."""
        self._until_well()
        self.load = Load(self.met, self.one.ports, self.officer)

    def end(self) -> None:
        if self.load:
            self.load.stop()

    def outcome_of(self, fault: Fault) -> Row:
        """Do it, and look at everything afterwards."""
        before, first = self.met.answers.copy(), len(self.officer.acknowledged)
        self.met.slowest = 0.0
        told = fault.do(self)
        over = time.monotonic()
        broken = self._until_well()
        seconds = time.monotonic() - over
        assert self.load
        self.load.officer_rests.set()
        acknowledged = self.officer.acknowledged[first:]
        broken += self._until_made(acknowledged)
        if not broken:
            broken += rules.broken(acknowledged, received=self.one.mail.received())
        broken += self.met.problems
        self.load.officer_rests.clear()
        self.met.problems = []
        answers = self.met.answers - before
        figures = ", ".join(f"{answers[what]} {what}" for what in ("served", "asked to come back", "cut"))
        seen = f"{figures}; slowest answer {self.met.slowest:.1f} s; {len(acknowledged)} acknowledged actions kept"
        seen += f"; {told}" if told else ""
        return Row(
            name=fault.name, injected=fault.injected, seen=seen, seconds=seconds, broken=tuple(dict.fromkeys(broken))
        )

    def wait_until_somebody_works(self) -> None:
        """Until letters are being made: the officer goes on giving access all the while."""
        rules.happens(rules.somebody_works, within=PATIENCE)

    def given(self) -> str:
        """A centre that was given access now, whatever has to be waited for."""
        number: list[str] = []

        def gave() -> bool:
            number[:] = [self.officer.give_next()]
            return bool(number[0])

        rules.happens(gave, within=PATIENCE)
        return number[0]

    def _until_well(self) -> list[str]:
        """Until both web processes serve both audiences and a new job has been done; else what is wrong."""
        if not rules.happens(self._serves, within=PATIENCE):
            return ["a web process doesn't serve"]
        number = self.given()
        if not number:
            return ["no centre can be given access"]
        if not rules.happens(lambda: rules.state_of(number) == "ready", within=PATIENCE):
            return [f"R5: the letters of {number} aren't made: {rules.state_of(number)}"]
        return []

    def _serves(self) -> bool:
        return all(self.serves_at(port) for port in self.one.ports)

    def serves_at(self, port: int) -> bool:
        """Whether a candidate and the officer are served there."""
        number = random.randrange(data.PEOPLE)
        officer = Visitor(self.met, [port], service.PORTAL_HOST, self.one.session)
        page = officer.get("/portal/") if look_at_results(self.met, [port], number) else None
        return page is not None and page.status == 200

    def _until_made(self, numbers: list[str]) -> list[str]:
        """Until every centre's letters are ready. Those that failed visibly are asked for again, as officers do."""

        def made(number: str) -> bool:
            state = rules.state_of(number)
            if state == "failed":
                rules.ask_again(number)
            return state == "ready"

        late = [number for number in numbers if not rules.happens(partial(made, number), within=PATIENCE)]
        return [f"R5: the letters of {number} are {rules.state_of(number)}" for number in late]
