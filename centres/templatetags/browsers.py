"""Browsers by the name that people know them by."""

from django import template

register = template.Library()

# The first that is found counts: most browsers also name those that they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """What a browser says of itself, in short: "Chrome on Windows"; all of it where neither part is known."""
    name, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    return " on ".join(part for part in (name, system) if part) or user_agent or "Unknown"


def _first(known: dict[str, str], text: str) -> str:
    return next((name for mark, name in known.items() if mark in text), "")
