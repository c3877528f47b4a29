"""Where bounces are read from: a mailbox over IMAP or POP3, a Maildir or mbox folder, or one message from a pipe.

Each source gives messages with their bytes. What was read is marked as read (IMAP, Maildir) or, once it told of one of
our letters, deleted (POP3, which has no marks); an mbox file is only read, for a mail server writes to it.
"""

import imaplib
import mailbox
import poplib
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS = 30
IMAP_PORT, IMAPS_PORT = 143, 993

# Called with the bytes of a message; whether it told of one of our letters.
Take = Callable[[bytes], bool]


class UnknownSource(Exception):
    """No such kind of mailbox."""


def read_all(source: str, take: Take) -> None:
    """Give each unread message of the source to `take`. Raises `UnknownSource`, and `OSError` where it can't be read.

    `imaps://user:password@host/INBOX`, `imap://…`, `pop3s://user:password@host`, `pop3://…`, `maildir:/a/folder`,
    `mbox:/a/file`, or `-` for one message on standard input.
    """
    if source == "-":
        take(sys.stdin.buffer.read())
        return
    address = urlsplit(source)
    readers: dict[str, Callable[[SplitResult, Take], None]] = {
        "imap": _imap,
        "imaps": _imap,
        "pop3": _pop3,
        "pop3s": _pop3,
        "maildir": _maildir,
        "mbox": _mbox,
    }
    reader = readers.get(address.scheme)
    if reader is None:
        raise UnknownSource(f"{address.scheme or source!r} is no kind of mailbox that can be read")
    try:
        reader(address, take)
    except (imaplib.IMAP4.error, poplib.error_proto) as why:
        raise OSError(f"the mailbox can't be read: {why}") from why


def _imap(address: SplitResult, take: Take) -> None:
    host = address.hostname or "localhost"
    if address.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, address.port or IMAPS_PORT, timeout=SECONDS)
    else:
        box = imaplib.IMAP4(host, address.port or IMAP_PORT, timeout=SECONDS)
    with box:
        box.login(unquote(address.username or ""), unquote(address.password or ""))
        box.select(unquote(address.path.lstrip("/")) or "INBOX")
        _answer, found = box.search(None, "UNSEEN")
        for number in found[0].split():
            _answer, parts = box.fetch(number.decode(), "(BODY.PEEK[])")
            take(next(bytes(part[1]) for part in parts if isinstance(part, tuple)))
            box.store(number.decode(), "+FLAGS", "\\Seen")


def _pop3(address: SplitResult, take: Take) -> None:
    host = address.hostname or "localhost"
    if address.scheme == "pop3s":
        box: poplib.POP3 = poplib.POP3_SSL(host, address.port or poplib.POP3_SSL_PORT, timeout=SECONDS)
    else:
        box = poplib.POP3(host, address.port or poplib.POP3_PORT, timeout=SECONDS)
    try:
        box.user(unquote(address.username or ""))
        box.pass_(unquote(address.password or ""))
        count, _size = box.stat()
        for number in range(1, count + 1):
            _answer, lines, _octets = box.retr(number)
            if take(b"\r\n".join(lines)):
                box.dele(number)
    finally:
        box.quit()


def _maildir(address: SplitResult, take: Take) -> None:
    with closing(mailbox.Maildir(_existing(address), create=False)) as box:
        for key, message in _unread(box):
            take(bytes(message))
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message


def _unread(box: mailbox.Maildir) -> Iterator[tuple[str, mailbox.MaildirMessage]]:
    for key in list(box.keys()):
        message = box[key]
        if "S" not in message.get_flags():
            yield key, message


def _mbox(address: SplitResult, take: Take) -> None:
    with closing(mailbox.mbox(_existing(address), create=False)) as box:
        for message in box:
            take(bytes(message))


def _existing(address: SplitResult) -> Path:
    path = Path(unquote(address.path))
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}")
    return path
