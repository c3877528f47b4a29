"""What is reached over the network: both sites from outside, through whatever stands in front of them, and the mail."""

import http.client
import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from access.doctor.finding import Finding

TIMEOUT_SECONDS = 10
STYLE_SHEETS = {"portal": "css/portal.css", "results": "css/results.css"}
# An address of each site, which the other one must not know.
OWN_ADDRESSES = {"portal": "/portal/accounts/login/", "results": "/results/sign-in/"}


def portal() -> Iterator[Finding]:
    """The officers' and staff's site."""
    yield from _site("portal", settings.PORTAL_URL, others="results")


def results() -> Iterator[Finding]:
    """The candidates' site."""
    yield from _site("results", settings.RESULTS_URL, others="portal")


def _site(name: str, url: str, *, others: str) -> Iterator[Finding]:
    part = f"{name} site"
    status, said = _get(url, "/healthz")
    mend = ""
    if 300 <= status < 400:
        mend = "Have the proxy set X-Forwarded-Proto to https, and set BEHIND_PROXY=true."
    elif status == 400:
        mend = "Have the proxy pass Host on as it came; add the host to ALLOWED_HOSTS where that names any."
    elif status == 503:
        mend = f"Mend what it says: {said[:200]}"
    elif status != 200:
        mend = "Look at the proxy's and the service's logs."
    yield Finding(part=part, seen=f"{url}/healthz answers {status}", mend=mend)
    if mend:
        return
    own, _ = _get(url, OWN_ADDRESSES[name])
    lost = "" if own == 200 else "Look at SITE and at where the proxy sends this host."
    yield Finding(part=part, seen=f"its sign-in answers {own}", mend=lost)
    other, _ = _get(url, OWN_ADDRESSES[others])
    open_door = "" if other == 404 else "Give PORTAL_URL and RESULTS_URL different hosts; look at SITE."
    yield Finding(part=part, seen=f"the other site's sign-in answers {other} here", mend=open_door)
    style, _ = _get(url, urlsplit(staticfiles_storage.url(STYLE_SHEETS[name])).path)
    bare = "" if style == 200 else "Run manage.py collectstatic --no-input, and restart the web processes."
    yield Finding(part=part, seen=f"its style sheet answers {style}", mend=bare)


def _get(url: str, path: str) -> tuple[int, str]:
    """The answer's status and text; redirects aren't followed. Raises `OSError`, a wrong certificate included."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(4096).decode(errors="replace")
    finally:
        connection.close()


def mail() -> Iterator[Finding]:
    """The mail server greets, takes up TLS where the settings say so, and lets us in. Nothing is sent."""
    server = settings.MAILERS["server"]
    if not str(server["BACKEND"]).endswith("smtp.EmailBackend"):
        yield Finding(part="mail", seen="goes to no server", mend="Set EMAIL_URL to smtp+tls://user:password@host:587.")
        return
    options = server["OPTIONS"]
    host, port = options.get("host", "localhost"), int(options.get("port", 25))
    with _greeted(host, port, tls_from_the_start=bool(options.get("use_ssl"))) as smtp:
        if options.get("use_tls"):
            smtp.starttls(context=ssl.create_default_context())
        if options.get("username"):
            smtp.login(options["username"], options.get("password", ""))
        code, _ = smtp.noop()
    mend = "" if code == 250 else "Look at the mail server's log."
    yield Finding(part="mail", seen=f"{host}:{port} answers {code}", mend=mend)


def _greeted(host: str, port: int, *, tls_from_the_start: bool) -> smtplib.SMTP:
    if tls_from_the_start:
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
