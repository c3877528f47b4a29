"""What the process log says: no link that works once, for whoever reads logs could follow it first."""

import logging
import re

# The part of an address that is a secret stands behind one of these.
SECRET = re.compile(r"(/(?:invitations|recovery|password/reset/key)/)[^/\s]+")


class WithoutLinks(logging.Filter):
    """Leaves out of each message what Django writes of an address that it answers with an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET.sub(r"\1…", record.getMessage()), ()
        return True
