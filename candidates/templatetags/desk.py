"""What stands on the first page of the administration."""

from django import template

from candidates.first_page.series_states import SeriesState, series_states
from centres.desk.notices import Notice, notices_for
from centres.models import User

register = template.Library()


@register.simple_tag
def desk_notices(user: User) -> list[Notice]:
    """What needs doing, as far as `user` may know of it."""
    return notices_for(user)


@register.simple_tag
def desk_series(user: User) -> list[SeriesState]:
    """The series with their state."""
    return series_states(user)
