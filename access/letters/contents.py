"""What the letters of a centre would say at this moment, and for exactly whom."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access.credentials.sealed_passwords import open_password
from access.eligibility import with_access
from access.models import AccessSettings
from candidates.contact import Contact
from candidates.embargo.later import opening_instants
from candidates.identity import since_person
from candidates.instants import in_words
from candidates.models import Candidate, Entry, Qualification, Series
from centres.models import Centre
from letters.batches.build import CandidateLetter
from letters.contents import LetterContent, ReleaseLine, digests
from letters.models import Letter

# So many letters are read, and their passwords opened, at a time.
CHUNK = 500
NOT_ANNOUNCED = "Not yet announced"
DASH = "\N{EN DASH}"

Qualifications = frozenset[int]


def addressees(*, series: Series, centre: Centre) -> QuerySet[Candidate]:
    """Everyone who gets a letter: has access now, and a password that can still be printed. By candidate number."""
    candidates = with_access(centre.candidates.filter(series=series))
    return candidates.filter(credential__sealed_password__isnull=False).order_by("number")


def letters(*, series: Series, centre: Centre, numbers: Iterable[str] | None = None) -> Iterator[CandidateLetter]:
    """The letters of all addressees, or of those with these candidate numbers, by number, read a chunk at a time.

    Raises `sealing.CannotOpen` where a sealed password doesn't open.
    """
    candidates = addressees(series=series, centre=centre).select_related("credential")
    if numbers is not None:
        candidates = candidates.filter(number__in=numbers)
    common = _Common(series, centre)
    last = ""
    while chunk := list(candidates.filter(number__gt=last)[:CHUNK]):
        entered = _entered(chunk)
        earlier = _earlier_letters(chunk)
        for candidate in chunk:
            yield _letter(candidate, common, entered[candidate.pk], earlier[candidate.pk])
        last = chunk[-1].number


@dataclass(frozen=True, slots=True)
class LetterDigests:
    """What one candidate's letter says: the number on it, and a digest of each part."""

    number: str
    digests: dict[str, str]


def current_digests(*, series: Series, centre: Centre) -> dict[int, LetterDigests]:
    """What the letters of all addressees say now, by the candidate's key, without opening a password."""
    contents = without_passwords(series=series, centre=centre)
    return {pk: LetterDigests(content.candidate_number, digests(content)) for pk, content in contents.items()}


def without_passwords(*, series: Series, centre: Centre) -> dict[int, LetterContent]:
    """The contents of all addressees' letters by the candidate's key, by number; five queries, no password opened."""
    candidates = addressees(series=series, centre=centre)
    secret = ("credential__password_hash", "credential__sealed_password")
    entered = _entered(candidates.order_by())
    common = _Common(series, centre)
    return {
        person.pk: _content(person, common, entered[person.pk], password="")
        for person in candidates.select_related("credential").defer(*secret)
    }


def fingerprint(*, series: Series, centre: Centre) -> str:
    """A digest of everything that the letters would say now, without opening a password: three short queries.

    A password is represented by its credential and the count of its issues.
    """
    candidates = addressees(series=series, centre=centre)
    own = candidates.values_list(
        "pk",
        "number",
        "given_names",
        "family_name",
        "teaching_group",
        "credential",
        "credential__issue",
        "credential__username",
    )
    entries = Entry.objects.filter(candidate__in=candidates.order_by(), withdrawn=False)
    entered = entries.order_by().values_list("candidate", "qualification").distinct()
    common = _Common(series, centre)
    said = [list(own), sorted(entered), common.facts(frozenset(pk for _candidate, pk in entered))]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def contact_of(*, series: Series, centre: Centre) -> Contact:
    """Whom the letters name."""
    return _Common(series, centre).contact


@dataclass(frozen=True, eq=False)
class _Common:
    """What the letters of a centre share. Lines and contact are made once and shared by the letters."""

    series: Series
    centre: Centre

    @cached_property
    def chosen(self) -> AccessSettings:
        return AccessSettings.objects.filter(series=self.series, centre=self.centre).first() or AccessSettings()

    @cached_property
    def contact(self) -> Contact:
        return self.chosen.contact

    @cached_property
    def lines(self) -> Mapping[int, ReleaseLine]:
        """By qualification, in the order in which they are released; each when it opens, after the centre's delay."""
        released = opening_instants(series=self.series, centre=self.centre)
        titles = Qualification.objects.order_by("title").in_bulk()
        order = sorted(titles, key=lambda pk: (pk not in released, released.get(pk, pk)))
        return {pk: self._line(titles[pk], released.get(pk)) for pk in order}

    @cached_property
    def sign_in_url(self) -> str:
        return settings.RESULTS_URL + reverse("candidate_access:sign_in")

    @cached_property
    def issued_on(self) -> str:
        today = timezone.now().astimezone(self.centre.zone)
        return f"{today.day} {today:%B %Y}"

    @cached_property
    def _tables(self) -> dict[Qualifications, tuple[ReleaseLine, ...]]:
        return {}

    def table(self, qualifications: Qualifications) -> tuple[ReleaseLine, ...]:
        """The lines of somebody who is entered for these qualifications."""
        if qualifications not in self._tables:
            lines = (line for pk, line in self.lines.items() if pk in qualifications)
            self._tables[qualifications] = tuple(lines)
        return self._tables[qualifications]

    def facts(self, qualifications: Qualifications) -> list[object]:
        """Everything here that letters with these qualifications say, in plain values."""
        contact = astuple(self.contact)
        lines = [astuple(line) for line in self.table(qualifications)]
        return [self.series.name, self.centre.number, self.centre.name, contact, lines, self.sign_in_url]

    def _line(self, qualification: Qualification, opens_at: datetime | None) -> ReleaseLine:
        if opens_at is None:
            return ReleaseLine(qualification=qualification.title, released_on=NOT_ANNOUNCED, at_centre=DASH, utc=DASH)
        words = in_words(opens_at + self.chosen.delay, centre=self.centre)
        # The day of the week stands in the columns before; without it the table's last column stays narrow.
        utc = words.utc.split(" ", 1)[1]
        return ReleaseLine(qualification=qualification.title, released_on=words.uk, at_centre=words.centre, utc=utc)


def _letter(
    candidate: Candidate, common: _Common, qualifications: set[int], earlier: Iterable[dict[str, str]]
) -> CandidateLetter:
    content = _content(candidate, common, qualifications, password=open_password(candidate.credential))
    says = digests(content)
    replaces = candidate.credential.issue > 1 or any(other != says for other in earlier)
    return CandidateLetter(candidate.pk, replace(content, replaces_earlier=replaces), says)


def _content(candidate: Candidate, common: _Common, qualifications: set[int], *, password: str) -> LetterContent:
    return LetterContent(
        series=common.series.name,
        centre_number=common.centre.number,
        centre_name=common.centre.name,
        candidate_number=candidate.number,
        candidate_name=candidate.full_name,
        teaching_group=candidate.teaching_group,
        releases=common.table(frozenset(qualifications)),
        username=candidate.credential.username,
        password=password,
        sign_in_url=common.sign_in_url,
        contact=common.contact,
        issued_on=common.issued_on,
        replaces_earlier=False,
        reference=f"{candidate.credential.pk}-{candidate.credential.issue}",
    )


def _entered(chunk: Sequence[Candidate] | QuerySet[Candidate]) -> Mapping[int, set[int]]:
    """Each candidate's qualifications."""
    entered: defaultdict[int, set[int]] = defaultdict(set)
    rows = Entry.objects.filter(candidate__in=chunk, withdrawn=False).order_by()
    for candidate, qualification in rows.values_list("candidate", "qualification").distinct():
        entered[candidate].add(qualification)
    return entered


def _earlier_letters(chunk: Iterable[Candidate]) -> Mapping[int, list[dict[str, str]]]:
    """What each candidate's letters of earlier batches said, without those of somebody who had the number before."""
    said: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    letters = Letter.objects.filter(since_person("batch__finished_at"), candidate__in=chunk).order_by()
    for candidate, parts in letters.values_list("candidate", "digests"):
        said[candidate].append(parts)
    return said
