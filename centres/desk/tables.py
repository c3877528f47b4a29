"""The administration's tables by theme, in the field's words: what lies behind the desk's own pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Each table as "app.model", in small letters. A table that stands nowhere here is shown under OTHER.
THEMES: dict[str, tuple[str, ...]] = {
    "Series and releases": (
        "candidates.series",
        "candidates.release",
        "candidates.releaseexception",
        "candidates.changerequest",
        "candidates.hold",
    ),
    "Candidates and entries": ("candidates.candidate", "candidates.entry", "candidates.candidateversion"),
    "Results": (
        "candidates.result",
        "candidates.resultversion",
        "candidates.resultchange",
        "candidates.changeline",
        "access.changenotice",
    ),
    "Qualifications and syllabuses": (
        "candidates.qualification",
        "candidates.syllabus",
        "candidates.syllabusqualification",
        "candidates.gradewording",
        "candidates.outcomewording",
        "candidates.wordingversion",
        "results_portal.codepattern",
    ),
    "Loads": ("candidates.load", "candidates.loadjob", "candidates.loadedrelease"),
    "Centres and their people": (
        "centres.centre",
        "centres.associate",
        "centres.membership",
        "centres.invitation",
    ),
    "Access to results": (
        "access.accesssettings",
        "access.selectedcandidate",
        "access.credential",
        "access.earliersettings",
    ),
    "Letters": ("letters.letterbatch", "letters.letter", "letters.letterdownload", "letters.handedletter"),
    "Emails and statements": (
        "letters.lettermail",
        "letters.correctedaddress",
        "letters.mailpace",
        "letters.issuedstatement",
    ),
    "Accounts and staff": ("centres.user", "auth.group", "centres.recoveryrequest", "centres.keptform"),
    "Audit trail": ("results_portal.auditentry", "results_portal.audittally", "results_portal.audithead"),
    "The service at work": (
        "letters.workerpresence",
        "django_tasks_database.dbtaskresult",
        "results_portal.countedtry",
        "results_portal.minutefigure",
        "results_portal.installation",
    ),
}
OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: what it is called, and its list."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The tables of one theme."""

    heading: str
    tables: tuple[Table, ...]


def themes(app_list: Iterable[Mapping[str, Any]]) -> list[Theme]:
    """The admin's list of what somebody may open, arranged by theme; themes without a table are left out."""
    left = dict(_tables(app_list))
    found = []
    for heading, names in THEMES.items():
        tables = tuple(left.pop(name) for name in names if name in left)
        found.append(Theme(heading=heading, tables=tables))
    found.append(Theme(heading=OTHER, tables=tuple(left.values())))
    return [theme for theme in found if theme.tables]


def _tables(app_list: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Table]]:
    for app in app_list:
        for shown in app["models"]:
            label = shown["model"]._meta.label_lower
            name = str(shown["name"])
            if shown["admin_url"]:
                yield label, Table(name=name[:1].upper() + name[1:], address=shown["admin_url"])
