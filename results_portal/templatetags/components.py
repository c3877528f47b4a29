"""What templates of every room build their pages from, with the files under `templates/components`."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The pages that lead to others: the first, the last and those about this one, with `…` for what lies between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_block_tag
def notice(content: str, kind: str = "", role: str = "") -> SafeString:
    """`{% notice "care" %}…{% endnotice %}`: something that a reader should know. Kinds: good, care, wrong."""
    return render_to_string("components/notice.html", {"content": content, "kind": kind, "role": role})


@register.simple_block_tag
def panel(content: str, name: str, title: str, css_class: str = "") -> SafeString:
    """`{% panel "letters" "Letters" %}…{% endpanel %}`: a part of a page under a heading with the id `name`."""
    return render_to_string(
        "components/panel.html", {"content": content, "name": name, "title": title, "css_class": css_class}
    )
