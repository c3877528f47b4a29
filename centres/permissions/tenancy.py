"""Which centres a user reaches. Everything about a centre is reached from here, so that another centre's is a 404."""

from django.db.models import F, Q, QuerySet
from django.http import Http404

from centres.models import Centre, User


def centres_of(user: User) -> QuerySet[Centre]:
    """The centres that `user` acts for: their own, and those attached to their Associates at this moment.

    For a centre that is closed nobody acts any more.
    """
    lasting = Q(memberships__granted_through=None) | Q(memberships__granted_through=F("associate"))
    own = Q(memberships__user=user) & lasting
    attached = Q(associate__memberships__user=user)
    return Centre.objects.filter(own | attached, closed_at=None).distinct()


def centre_of(user: User, number: str) -> Centre:
    """The centre with this number if `user` acts for it; raises `Http404` otherwise, whether or not it exists."""
    # An address may hold anything, a NUL too, which PostgreSQL refuses to compare.
    named = centres_of(user).select_related("associate").filter(number=number)
    centre = named.first() if number.isalnum() else None
    if centre is None:
        raise Http404("no such centre")
    return centre
