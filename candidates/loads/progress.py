"""How far the work on a load is, as staff see it: told by the work, written by the heartbeat."""

from dataclasses import dataclass

from django.db.models.functions import Now

from candidates.loads.lifecycle import Lease, leased


@dataclass(slots=True)
class ShownProgress:
    """The work calls it; `write` puts what it said last into the job's row, as long as the job is this worker's."""

    lease: Lease
    stage: str = ""
    done: int = 0
    total: int = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total

    def write(self) -> None:
        """A heartbeat, with the progress."""
        total = max(self.done, self.total)
        leased(self.lease).update(heartbeat_at=Now(), stage=self.stage, done=self.done, total=total)
