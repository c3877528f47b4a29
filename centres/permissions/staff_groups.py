"""The groups of staff have exactly the permissions of `centres.permissions.staff_roles`, after every `migrate`."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Value
from django.db.models.functions import Concat

from centres.permissions.staff_roles import StaffRole, permissions_of


def after_migrating(sender: AppConfig, using: str, **_: Any) -> None:
    """Receiver of `post_migrate`, which comes once for each app: the last one finds everybody's permissions made."""
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender.label == last.label:
        put_in_order(using=using)


def put_in_order(*, using: str = "default") -> None:
    """Make the groups that are missing, and give each the permissions of its role and no others.

    Where only some apps are migrated yet, the others' permissions follow with them.
    """
    full_name = Concat("content_type__app_label", Value("."), "codename")
    known = dict(Permission.objects.using(using).annotate(full_name=full_name).values_list("full_name", "pk"))
    for role in StaffRole:
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([known[name] for name in permissions_of(role) & known.keys()])
