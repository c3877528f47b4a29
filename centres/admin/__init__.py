"""Django loads the admin from here; each module registers its own pages."""

from centres.admin import centres, kept_forms, users

__all__ = ["centres", "kept_forms", "users"]
