"""Who may do what for a centre."""

from centres.permissions.members import (
    ROLE_DESCRIPTIONS,
    ROLE_PERMISSIONS,
    Permission,
    permissions_at,
    permissions_for,
    require,
    roles_with,
)

__all__ = [
    "ROLE_DESCRIPTIONS",
    "ROLE_PERMISSIONS",
    "Permission",
    "permissions_at",
    "permissions_for",
    "require",
    "roles_with",
]
