"""The name under which jobs of earlier versions ask for letters: rows in the queue keep it across an upgrade."""

from access.letters.tasks import make_letters

__all__ = ["make_letters"]
