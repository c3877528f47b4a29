"""Which of the machine's fonts draws Han, kana and hangul, for which no wheel has a font of sensible size."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Where distributions put a TrueType font that has them. Collections and PostScript outlines can't be embedded.
USUAL_PLACES = (
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/droid/DroidSansFallback.ttf",
    "/usr/share/fonts/google-droid-sans-fonts/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/google-droid/DroidSansFallback.ttf",
    "/usr/share/fonts/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/TTF/DroidSansFallback.ttf",
)


def cjk_font() -> Path | None:
    """The font file of the setting `CJK_FONT`, else the first usual one that exists, else None.

    Raises `ImproperlyConfigured` where the setting names a file that doesn't exist.
    """
    if settings.CJK_FONT:
        named = Path(settings.CJK_FONT)
        if not named.is_file():
            raise ImproperlyConfigured(f"CJK_FONT names a file that doesn't exist: {named}")
        return named
    return next((place for place in map(Path, USUAL_PLACES) if place.is_file()), None)
