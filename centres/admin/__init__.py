"""Django loads the admin from here; each module registers its own pages."""

from centres.admin import users

__all__ = ["users"]
