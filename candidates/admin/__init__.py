"""Django loads the admin from here; each module registers its own pages."""

from candidates.admin import codes, grades, series, versions

__all__ = ["codes", "grades", "series", "versions"]
