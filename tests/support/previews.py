"""Forms whose large effects are shown first: sent, looked at, and confirmed."""

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def is_preview(response: Any) -> bool:
    """Whether the answer is the page *What will change*."""
    return response.status_code == 200 and 'name="step" value="confirm"' in response.content.decode()


def hidden_in(response: Any) -> dict[str, list[str]]:
    """The fields that the page sends along, but for the token."""
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(response.content.decode()):
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(html.unescape(value))
    return fields


def press(client: Client, address: str, preview: Any, step: str = "confirm", **options: Any) -> Any:
    """Press *Confirm* (or with "edit" *Go back*) on the page *What will change*."""
    assert is_preview(preview), preview
    return client.post(address, {**hidden_in(preview), "step": step}, **options)


def confirmed(client: Client, address: str, fields: dict[str, Any], **options: Any) -> HttpResponse:
    """What comes after a form, and after *Confirm* where the service shows first what will change."""
    answer: Any = client.post(address, fields, **options)
    if is_preview(answer):
        answer = press(client, address, answer, **options)
    sent: HttpResponse = answer
    return sent
