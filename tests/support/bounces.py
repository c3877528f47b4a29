"""Bounces as mail servers write them (delivery status notifications, RFC 3464), and servers that keep them."""

from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from socketserver import StreamRequestHandler, ThreadingTCPServer


def bounce_of(
    sent: Message, *, to: str, action: str = "failed", said: str = "smtp; 550 5.1.1 No such user", whole: bool = True
) -> bytes:
    """The report about `sent`, which came back to the address `to`; with the message, `whole` or its headers alone."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
    report["To"] = to
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report["Message-ID"] = "<20261126.1@mx.example.net>"
    report.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    report.attach(_status(str(sent["To"]), action, said))
    report.attach(MIMEMessage(sent) if whole else _headers(sent))
    return report.as_bytes()


def _status(recipient: str, action: str, said: str) -> Message:
    about_all, about_one = Message(), Message()
    about_all["Reporting-MTA"] = "dns; mx.example.net"
    about_one["Final-Recipient"] = f"rfc822; {recipient}"
    about_one["Action"] = action
    about_one["Status"] = "5.1.1" if action == "failed" else "4.4.1"
    about_one["Diagnostic-Code"] = said
    status = MIMEBase("message", "delivery-status")
    status.set_payload([about_all, about_one])
    return status


def _headers(sent: Message) -> Message:
    part = MIMEBase("text", "rfc822-headers")
    part.set_payload("".join(f"{name}: {value}\n" for name, value in sent.items()))
    return part


def out_of_office(to: str) -> bytes:
    """What a person's mailbox answers; no bounce."""
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = "one@example.org", to, "Away until Monday"
    answer["Auto-Submitted"] = "auto-replied"
    answer.set_content("I read this on Monday.")
    return answer.as_bytes()


class Mailbox(ThreadingTCPServer):
    """A mailbox behind a socket: `messages` in it, and the numbers (from 1) of those read and deleted."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handler: type[StreamRequestHandler], messages: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.messages = messages
        self.seen: set[int] = set()
        self.deleted: set[int] = set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Pop3(StreamRequestHandler):
    """As much of POP3 (RFC 1939) as a reader needs."""

    server: Mailbox

    def handle(self) -> None:
        self.say("+OK ready")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb == "STAT":
                self.say(f"+OK {len(self.server.messages)} 1000")
            elif verb == "RETR":
                self.say("+OK")
                self.wfile.write(self.server.messages[int(rest) - 1].replace(b"\n", b"\r\n") + b"\r\n.\r\n")
            else:
                if verb == "DELE":
                    self.server.deleted.add(int(rest))
                self.say("+OK")
            if verb == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Imap(StreamRequestHandler):
    """As much of IMAP4rev1 (RFC 3501) as a reader needs."""

    server: Mailbox

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, verb, *rest = line.decode().strip().split(" ")
            if verb == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif verb == "SELECT":
                self.say(f"* {len(self.server.messages)} EXISTS")
            elif verb == "SEARCH":
                unseen = set(range(1, len(self.server.messages) + 1)) - self.server.seen
                self.say(f"* SEARCH {' '.join(map(str, sorted(unseen)))}".rstrip())
            elif verb == "FETCH":
                self.fetched(int(rest[0]))
            elif verb == "STORE":
                self.server.seen.add(int(rest[0]))
            self.say(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def fetched(self, number: int) -> None:
        raw = self.server.messages[number - 1]
        self.say(f"* {number} FETCH (BODY[] {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
