"""What needs doing, for the first page of the administration."""

from django import template

from candidates.release_desk.notices import Notice, notices_for
from centres.models import User

register = template.Library()


@register.simple_tag
def desk_notices(user: User) -> list[Notice]:
    """Sentences about releases, stops and changes that wait, as far as `user` may know of them."""
    return notices_for(user)
