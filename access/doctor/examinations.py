"""Everything that the doctor looks at, in this order. Without the database only what needs none is looked at."""

from collections.abc import Iterator

from access.doctor import database, network, stored, workers
from access.doctor.finding import Examination, Finding, examine

REACH = "Look at DATABASE_URL, at the network, and whether the server runs."
WITH_DATABASE: tuple[tuple[str, Examination, str], ...] = (
    ("role", database.rights, "Run manage.py migrate as the owner's role."),
    ("migrations", database.migrations, "Run manage.py migrate as the owner's role."),
    ("clocks", database.clocks, REACH),
    ("connections", database.connections, REACH),
    ("keys", stored.passwords, "Run manage.py migrate; give the role that runs this its rights."),
    ("audit trail", stored.trail, "Run manage.py migrate; give the role that runs this its rights."),
    ("workers", workers.workers, "Run manage.py migrate."),
    ("queue", workers.queue, "Run manage.py migrate."),
    ("openings", workers.openings, "Run manage.py migrate."),
)
WITHOUT_DATABASE: tuple[tuple[str, Examination, str], ...] = (
    ("storage", stored.storage, "Look at LETTERS_STORAGE, its rights and its room."),
    ("disk", stored.disk, "Look at STATE_DIR."),
    ("static files", stored.static_files, "Run manage.py collectstatic --no-input."),
    ("fonts", stored.fonts, "Look at CJK_FONT."),
    ("mail", network.mail, "Look at EMAIL_URL, the network, and the mail server's certificate, user and log."),
    ("portal site", network.portal, "Look at PORTAL_URL, its name in the DNS, the proxy and its certificate."),
    ("results site", network.results, "Look at RESULTS_URL, its name in the DNS, the proxy and its certificate."),
)


def findings() -> Iterator[Finding]:
    """One part after the other, each as soon as it was looked at."""
    first = examine("database", database.version, mend=REACH)
    yield from first
    answers = not any(finding.mend == REACH for finding in first)
    for part, examination, mend in (*(WITH_DATABASE if answers else ()), *WITHOUT_DATABASE):
        yield from examine(part, examination, mend=mend)
