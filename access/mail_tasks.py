"""The name under which jobs of earlier versions send letters: rows in the queue keep it across an upgrade."""

from access.letters.email_tasks import send_letters

__all__ = ["send_letters"]
