"""Offers the *Candidate Results Website* on *Administer Exams*, for each series in which a centre has candidates.

To members of an Associate it offers the control room too, for each series in which attached centres have candidates.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Max
from django.urls import reverse

from access.series_states import SeriesStates
from candidates.models import Candidate, Series
from centres.administer_exams.service_links import AssociateLink, LinksByCentre, ServiceLink
from centres.models import Associate, Centre

LABEL = "Candidate Results Website"
CONTROL_ROOM = "Control room"


def results_website_links(centres: Sequence[Centre]) -> LinksByCentre:
    """The links of those of `centres` that have the service, in five queries; the latest release's series first."""
    served = {centre.pk: centre for centre in centres if centre.results_service}
    pairs = Candidate.objects.filter(centre__in=served).order_by().values_list("series", "centre").distinct()
    centres_in: defaultdict[int, list[int]] = defaultdict(list)
    for series, centre in pairs:
        centres_in[series].append(centre)
    states = SeriesStates.of(centres=list(served), series=list(centres_in))
    links: defaultdict[int, list[ServiceLink]] = defaultdict(list)
    for newest in _newest_first(centres_in):
        for centre in centres_in[newest.pk]:
            links[centre].append(_link(served[centre], newest, states))
    return dict(links)


def control_room_links(associates: Sequence[Associate]) -> list[AssociateLink]:
    """The control rooms of `associates`, in two queries; the latest release's series first."""
    # An address has no room for a code with a slash.
    reachable = {each.pk: each for each in associates if "/" not in each.code}
    entered = Candidate.objects.filter(centre__associate__in=reachable).order_by()
    in_series: defaultdict[int, list[int]] = defaultdict(list)
    for series, associate in entered.values_list("series", "centre__associate").distinct():
        in_series[series].append(associate)
    return [
        _control_room_link(reachable[associate], newest)
        for newest in _newest_first(in_series)
        for associate in in_series[newest.pk]
    ]


def _newest_first(keys: dict[int, list[int]]) -> Iterable[Series]:
    latest = F("latest").desc(nulls_first=True)
    return Series.objects.filter(pk__in=keys).alias(latest=Max("releases__releases_at")).order_by(latest, "-pk")


def _link(centre: Centre, series: Series, states: SeriesStates) -> ServiceLink:
    address = reverse("access:overview", kwargs={"centre_number": centre.number, "series_slug": series.slug})
    return ServiceLink(
        label=LABEL,
        series=series.name,
        address=address,
        state=states.status(centre, series),
        next_step=states.next_opening(centre, series),
    )


def _control_room_link(associate: Associate, series: Series) -> AssociateLink:
    address = reverse("control_room:overview", kwargs={"code": associate.code, "series_slug": series.slug})
    return AssociateLink(label=CONTROL_ROOM, associate=associate.name, series=series.name, address=address)
