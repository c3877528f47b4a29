"""The one request that may be larger than a form: files that staff send to be loaded.

Whoever may send them gets a pass with the page that has the form, once they have proved who they are. It is signed and
short-lived, so the process can tell such a request from a stranger's by its first line, without a database. What the
person may do is looked at again by the page itself.
"""

import re

from django.core import signing

PATH = "/admin/loads/new/"
FIELD = "pass"
# A series of 700,000 candidates is some 40 MB in a zip file.
LARGEST_UPLOAD = 64 * 1024 * 1024
LARGEST_UPLOAD_WORDS = "64 MB"
PASS_SECONDS = 3600
# One that addresses hold as it is.
SEPARATOR = "."
SALT = "files that staff send to be loaded"

_FIRST_LINE = re.compile(rb"POST /admin/loads/new/\?pass=([A-Za-z0-9._-]{1,200}) HTTP/")


def make_pass(user_pk: int) -> str:
    """A pass for this member of staff, for an hour."""
    return signing.TimestampSigner(sep=SEPARATOR, salt=SALT).sign(str(user_pk))


def holder_of(given: str) -> str:
    """The key of the user whom the pass was made for; "" for one that is too old or none at all."""
    try:
        return signing.TimestampSigner(sep=SEPARATOR, salt=SALT).unsign(given, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return ""


def has_pass(head: bytes) -> bool:
    """Whether a request's head begins with the upload's address and a pass that counts."""
    found = _FIRST_LINE.match(head)
    return found is not None and holder_of(found[1].decode("ascii")) != ""
