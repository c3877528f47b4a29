"""How the desk's search finds centres, candidates, usernames and officers."""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from access.credentials.hashers import normalise
from access.models import Credential
from candidates.models import Candidate
from centres.desk.search import LISTED, Finder, Finding, spellings
from centres.models import Centre, User
from results_portal.codes.current import code_forms
from results_portal.models import CodeKind

# Whoever may look at access settings reads support's pages.
READ = "access.view_accesssettings"
USERNAME = re.compile(r"[0-9A-Za-z]{8}")


def _centres(asked: str, user: User) -> Iterator[Finding]:
    """By the beginning of the number, or by a word of the name; there are thousands, not millions."""
    if not user.has_perm("centres.view_centre"):
        return
    found = Centre.objects.filter(Q(number__startswith=asked.upper()) | Q(name__icontains=asked))
    for centre in found[: LISTED + 1]:
        address = _address(user, "centre", centre.number, otherwise=("centres_centre", centre.pk))
        yield Finding(title=str(centre), text=centre.country, address=address)


def _candidates(asked: str, user: User) -> Iterator[Finding]:
    if not user.has_perm("candidates.view_candidate"):
        return
    named = _at_centre().fullmatch(asked.upper())
    if named:
        found = Candidate.objects.filter(centre__number=named[1], number=named[2])
    else:
        found = Candidate.objects.filter(_by_name(asked))
    rows = found.select_related("centre", "series").order_by("-series", "centre__number", "number")
    # The order is made of what was found: to have the database put a common name in order would read them all.
    if not named:
        rows = rows.order_by()
    yield from (_candidate(found, user) for found in rows[: LISTED + 1])


def _at_centre() -> re.Pattern[str]:
    """ "PK123 0042", "PK123/0042", "pk123-0042", as the board's patterns have them."""
    forms = code_forms()
    centre, number = forms[CodeKind.CENTRE_NUMBER].pattern, forms[CodeKind.CANDIDATE_NUMBER].pattern
    return re.compile(rf"({centre.expression})[\s/_-]*({number.expression})")


def _usernames(asked: str, user: User) -> Iterator[Finding]:
    if not user.has_perm("access.view_credential") or not USERNAME.fullmatch(normalise(asked)):
        return
    found = Credential.objects.filter(username=normalise(asked))
    for credential in found.select_related("candidate__centre", "candidate__series"):
        yield _candidate(credential.candidate, user)


def _officers(asked: str, user: User) -> Iterator[Finding]:
    """By the beginning of the address or of the name."""
    if not user.has_perm("centres.view_user"):
        return
    begins = Q(email__startswith=asked.lower())
    for spelling in spellings(asked):
        begins |= Q(name__startswith=spelling)
    for found in User.objects.filter(begins)[: LISTED + 1]:
        kind = "Board staff" if found.is_staff else "Officer"
        text = ", ".join(part for part in (found.name, kind) if part)
        address = _address(user, "officer", found.pk, otherwise=("centres_user", found.pk))
        yield Finding(title=found.email, text=text, address=address)


def _by_name(asked: str) -> Q:
    """Names by how they begin: the family name alone, or with the given names before or after it."""
    condition = _family(asked)
    first, _, rest = asked.partition(" ")
    before, _, last = asked.rpartition(" ")
    if rest:
        condition |= _family(first) & _given(rest)
        condition |= _family(last) & _given(before)
    return condition


def _family(begins: str) -> Q:
    return _any(Q(family_name__startswith=spelling) for spelling in spellings(begins))


def _given(begins: str) -> Q:
    return _any(Q(given_names__startswith=spelling) for spelling in spellings(begins))


def _any(conditions: Iterable[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


def _candidate(candidate: Candidate, user: User) -> Finding:
    return Finding(
        title=f"{candidate.centre.number} {candidate.number} {candidate.full_name}",
        text=candidate.series.name,
        address=_address(user, "candidate", candidate.pk, otherwise=("candidates_candidate", candidate.pk)),
    )


def _address(user: User, page: str, key: int | str, *, otherwise: tuple[str, int]) -> str:
    """Support's page for whoever may read it, the table's for the others."""
    if user.has_perm(READ):
        return reverse(f"support:{page}", args=[key])
    model, row = otherwise
    return reverse(f"admin:{model}_change", args=[row])


FINDERS = (
    Finder(heading="Centres", find=_centres),
    Finder(heading="Candidates", find=_candidates),
    Finder(heading="Usernames", find=_usernames),
    Finder(heading="Officers and staff", find=_officers),
)
