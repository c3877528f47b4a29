"""What a report of a crash tells whoever runs the service: where it happened, and nothing of what was in hand.

Django hides what it is told to hide. Here passwords of letters, passphrases and results pass through many functions,
so a report has no values at all: no variables, no settings, no cookies, and of forms only the names of fields.
"""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NoValues(SafeExceptionReporterFilter):
    """Named in `DEFAULT_EXCEPTION_REPORTER_FILTER`."""

    def get_safe_settings(self) -> dict[str, Any]:
        """None."""
        return {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """None."""
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The fields' names."""
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: FrameType) -> ItemsView[str, Any]:
        """None."""
        return {}.items()
