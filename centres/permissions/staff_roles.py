"""What the board's staff may do: one table of roles and Django's permissions. By being staff nobody acts for a centre.

Support        sees settings and states; never letters, never results. Starts the recovery of a lost
               second factor, unlocks a username.
Results team   sees results, corrects, stops and holds them, and says, by two people, when they are released.
               Moves, renames and withdraws candidates; renames, merges and closes centres.
Administrator  everything in the admin but grades: users, staff, memberships, recoveries that others started.
"""

from enum import StrEnum

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db.models import Model, Q

from centres.models import User
from results_portal.admin_base.audited import ReadOnlyAdmin


class StaffRole(StrEnum):
    """A role is a group with this name; `staff_groups` keeps its permissions as the table has them."""

    SUPPORT = "Support"
    RESULTS_TEAM = "Results team"
    ADMINISTRATOR = "Administrator"


ROOMS = ("centres", "candidates", "access", "letters", "results_portal")
GRADES = "candidates.view_result_grades"


def _see(*models: str) -> frozenset[str]:
    """Permissions to look at models, each named "app.model"."""
    pairs = (model.split(".") for model in models)
    return frozenset(f"{app}.view_{name}" for app, name in pairs)


SERIES = _see(
    "candidates.series",
    "candidates.qualification",
    "candidates.syllabus",
    "candidates.syllabusqualification",
    "candidates.release",
    "candidates.releaseexception",
    "candidates.gradewording",
    "candidates.outcomewording",
    "candidates.candidate",
    "candidates.entry",
    "centres.associate",
    "centres.centre",
    "results_portal.auditentry",
    "results_portal.minutefigure",
)
SUPPORT = (
    SERIES
    | _see("access.accesssettings", "access.earliersettings", "access.selectedcandidate", "access.credential")
    | _see("letters.letterbatch", "letters.workerpresence")
    | _see("centres.user", "centres.membership", "centres.recoveryrequest")
    | {"centres.start_recovery", "access.unlock_username", "candidates.view_as_candidate"}
)
RESULTS_TEAM = SERIES | {
    "candidates.view_candidateversion",
    "candidates.view_load",
    "candidates.view_loadedrelease",
    "candidates.view_resultversion",
    "candidates.view_result",
    "candidates.change_result",
    GRADES,
    "candidates.change_release",
    "candidates.stop_results",
    "candidates.load_files",
    "candidates.move_candidate",
    "centres.merge_centre",
    "candidates.view_loadjob",
    "candidates.view_changerequest",
    "candidates.view_hold",
    "candidates.view_resultchange",
    "candidates.view_changeline",
    "candidates.make_rehearsal",
    "candidates.view_as_candidate",
}
# Left to superusers: what lets a person open to themselves what their role keeps closed.
NO_ADMINISTRATORS = frozenset(
    {
        GRADES,
        "candidates.load_files",
        "candidates.view_loadjob",
        "candidates.view_resultchange",
        "candidates.view_changeline",
        "access.view_changenotice",
        "candidates.add_result",
        "auth.add_group",
        "auth.change_group",
    }
) | {"auth.delete_group"}


def permissions_held(user: User) -> frozenset[str]:
    """What the groups and single permissions of `user` say, each as "app.codename", even of a closed account."""
    found = Permission.objects.filter(Q(group__user=user) | Q(user=user)).select_related("content_type")
    return frozenset(f"{each.content_type.app_label}.{each.codename}" for each in found.distinct())


def may_give(user: User, group: Group) -> bool:
    """Whether `user` has every permission that comes with `group`."""
    return user.has_perms(
        [f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.select_related("content_type")]
    )


def permissions_of(role: StaffRole) -> frozenset[str]:
    """The permissions of a role, each as "app.codename"."""
    match role:
        case StaffRole.SUPPORT:
            return SUPPORT
        case StaffRole.RESULTS_TEAM:
            return RESULTS_TEAM
        case StaffRole.ADMINISTRATOR:
            return _everything_in_the_admin() - NO_ADMINISTRATORS


def _everything_in_the_admin() -> frozenset[str]:
    """What the pages of this project's models, and of groups, let somebody do; of read-only pages, seeing alone."""
    return frozenset(
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        if admin.site.is_registered(model) and model._meta.app_label in (*ROOMS, "auth")
        for codename in _codenames(model, read_only=isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin))
    )


def _codenames(model: type[Model], *, read_only: bool) -> list[str]:
    verbs = ("view",) if read_only else model._meta.default_permissions
    named = [codename for codename, _ in model._meta.permissions]
    return [*(f"{verb}_{model._meta.model_name}" for verb in verbs), *named]
