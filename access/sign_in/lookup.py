"""Candidates who have a password, with all that sign-in and every later request need to know, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, Self

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, ExpressionWrapper, F, FilteredRelation, Model, Q, QuerySet

from access.eligibility import allowed
from access.models import Credential
from candidates.contact import Contact
from candidates.embargo.gate import NO_DELAY
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal.db.compiled_queries import CompiledQuery, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLogin:
    """A candidate with a credential, whether they have access now, whom they ask, and their centre's delay."""

    candidate: Candidate
    credential: Credential
    contact: Contact
    has_access: bool
    delay: timedelta

    @classmethod
    def with_username(cls, username: str) -> Self | None:
        """The candidate with this username, written as it was generated."""
        return cls._found(_by_username().rows(username))

    @classmethod
    def with_credential(cls, credential_id: int) -> Self | None:
        """The candidate whom a session names."""
        return cls._found(_by_credential().rows(credential_id))

    @classmethod
    def _found(cls, rows: list[Row]) -> Self | None:
        if not rows:
            return None
        row = LoginRow(*rows[0][: len(LoginRow._fields)])
        candidate = _candidate(rows[0][len(LoginRow._fields) :])
        return cls(
            candidate=candidate,
            credential=candidate.credential,
            contact=Contact.from_fields(row._asdict()),
            has_access=bool(row.has_access),
            delay=row.delay or NO_DELAY,
        )


def prepare() -> None:
    """Make both queries, and ask them for nobody, so that the first to sign in doesn't wait for that."""
    CandidateLogin.with_username(SOME_USERNAME)
    CandidateLogin.with_credential(SOME_CREDENTIAL)


class LoginRow(NamedTuple):
    """What a row of the look-up begins with: whether the candidate has access, and their centre's settings, if any."""

    has_access: bool
    delay: timedelta | None
    contact_name: str | None
    contact_telephone: str | None
    contact_email: str | None


def _candidate(columns: Iterable[Any]) -> Candidate:
    """The candidate with credential, series and centre, made from the columns of `MODELS`."""
    rest = iter(columns)
    candidate: Candidate
    candidate, credential, series, centre = (
        model.from_db(DEFAULT_DB_ALIAS, names, tuple(islice(rest, len(names)))) for model, names in MODELS
    )
    candidate.credential, candidate.series, candidate.centre = credential, series, centre
    return candidate


def _columns(model: type[Model], *, without: str = "") -> tuple[type[Any], list[str]]:
    return model, [field.attname for field in model._meta.concrete_fields if field.attname != without]


# A candidate with what belongs to it, in the order in which a row has their columns.
MODELS = [_columns(Candidate), _columns(Credential, without="sealed_password"), _columns(Series), _columns(Centre)]
PATHS = ["", "credential__", "series__", "centre__"]
# These stand for a username and for a credential's primary key where the queries are made.
SOME_USERNAME, SOME_CREDENTIAL = "\N{BULLET}somebody", 7_036_874_417_766_399


@cache
def _by_username() -> CompiledQuery:
    return CompiledQuery(lambda username: _with_access_told().filter(credential__username=username), SOME_USERNAME)


@cache
def _by_credential() -> CompiledQuery:
    return CompiledQuery(lambda credential: _with_access_told().filter(credential=credential), SOME_CREDENTIAL)


def _with_access_told() -> QuerySet[Any, Row]:
    """Every candidate with a credential: the values of `LoginRow`, then the columns of `MODELS`."""
    settings = FilteredRelation("centre__access_settings", condition=Q(centre__access_settings__series=F("series")))
    columns = [path + name for path, (_, names) in zip(PATHS, MODELS, strict=True) for name in names]
    return (
        Candidate.objects.order_by()
        .annotate(settings=settings, has_access=ExpressionWrapper(allowed(), output_field=BooleanField()))
        .values_list(
            "has_access",
            "settings__delay",
            "settings__contact_name",
            "settings__contact_telephone",
            "settings__contact_email",
            *columns,
        )
    )
