"""Links within a page of the admin, to where something is done."""

from collections.abc import Iterable

from django.utils.html import format_html_join


def links(targets: Iterable[tuple[str, str]]) -> str:
    """Labels that lead to addresses, one after the other."""
    return format_html_join(" · ", '<a href="{1}">{0}</a>', targets)
