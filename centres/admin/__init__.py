"""Django loads the admin from here; each module registers its own pages."""

from centres.admin import centres, users

__all__ = ["centres", "users"]
