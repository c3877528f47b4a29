"""Changes of released results are announced here; who is told of them is decided above."""

from candidates.result_changes.announce import announce, change_announced

__all__ = ["announce", "change_announced"]
