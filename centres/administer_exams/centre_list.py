"""What *Administer Exams* shows: the centres that a user acts for, found, paged, and with what each can do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse

from centres.administer_exams.service_links import AssociateLink, ServiceLink, associate_links_for, links_for
from centres.models import Associate, Centre, User
from centres.permissions import Permission, permissions_at
from centres.permissions.tenancy import centres_of

PAGE = 50
# Up to here a list is read at a glance; beyond, a search is quicker.
GLANCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A page about the centre itself, for those whose role opens it."""

    label: str
    address: str


# Which page needs which permission.
TOOLS = (
    (Permission.MANAGE_MEMBERS, "Members", "centres:members"),
    (Permission.READ_AUDIT, "Audit trail", "centres:audit"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreRow:
    """One centre and what its officer can do for it."""

    centre: Centre
    links: list[ServiceLink]
    tools: list[Tool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreList:
    """One page of centres: how many there are in all, how many were found, and the rows of this page."""

    total: int
    page: Page[Centre]
    rows: Sequence[CentreRow]
    associate_links: list[AssociateLink]

    @property
    def searchable(self) -> bool:
        return self.total > GLANCE


def centre_list(*, user: User, search: str, page: str) -> CentreList:
    """The centres of `user` whose number or name contains `search`; an unknown `page` gives the nearest one."""
    centres = centres_of(user)
    found = Paginator(_matching(centres, search), PAGE).get_page(page)
    total = centres.count() if search else found.paginator.count
    shown = list(found)
    links = links_for(shown)
    tools = _tools(user, shown)
    rows = [CentreRow(centre=each, links=links.get(each.pk, []), tools=tools[each.pk]) for each in shown]
    associates = list(Associate.objects.filter(memberships__user=user))
    return CentreList(total=total, page=found, rows=rows, associate_links=associate_links_for(associates))


def _tools(user: User, centres: Sequence[Centre]) -> dict[int, list[Tool]]:
    may = permissions_at(user, centres)
    return {each.pk: tools_of(each, may[each.pk]) for each in centres}


def tools_of(centre: Centre, allowed: frozenset[Permission]) -> list[Tool]:
    """The pages about the centre itself that these permissions open."""
    return [
        Tool(label=label, address=reverse(name, args=[centre.number]))
        for permission, label, name in TOOLS
        if permission in allowed
    ]


def _matching(centres: QuerySet[Centre], search: str) -> QuerySet[Centre]:
    words = Q()
    for word in search.split():
        words &= Q(number__icontains=word) | Q(name__icontains=word)
    return centres.filter(words)
