"""Django loads the admin from here; each module registers its own pages."""

from candidates.admin import series, versions

__all__ = ["series", "versions"]
