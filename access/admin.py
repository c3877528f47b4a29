"""What staff see of a centre's access. They look only: giving access is the centre's, through `access.granting`."""

from django.contrib import admin

from access.models import AccessSettings, ChangeNotice, Credential, EarlierSettings, SelectedCandidate
from results_portal.admin_base.audited import ReadOnlyAdmin
from results_portal.admin_base.large_lists import LargeList


@admin.register(AccessSettings)
class AccessSettingsAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("centre", "series", "status", "contact_name", "delay", "changed_at", "changed_by")
    list_filter = ("status", "series")
    list_select_related = ("centre", "series")
    search_fields = ("centre__number", "centre__name", "contact_name", "contact_email")


@admin.register(EarlierSettings)
class EarlierSettingsAdmin(ReadOnlyAdmin):
    """What *Undo* would put back at a centre, in the minutes after a change."""

    list_display = ("settings", "centre", "series", "status", "delay", "made_at")
    list_filter = ("status", "settings__series")
    list_select_related = ("settings__centre", "settings__series")
    search_fields = ("settings__centre__number", "settings__centre__name")
    ordering = ("settings__centre__number", "-made_at")

    @admin.display(ordering="settings__centre__number")
    def centre(self, earlier: EarlierSettings) -> str:
        return earlier.settings.centre.number

    @admin.display(ordering="settings__series")
    def series(self, earlier: EarlierSettings) -> str:
        return earlier.settings.series.name


@admin.register(SelectedCandidate)
class SelectedCandidateAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("candidate", "centre", "series", "selected_at", "selected_by")
    list_filter = ("candidate__series",)
    list_select_related = ("candidate__centre", "candidate__series")
    search_fields = ("=candidate__number", "candidate__family_name", "=candidate__centre__number", "selected_by")

    @admin.display(ordering="candidate__centre__number")
    def centre(self, selected: SelectedCandidate) -> str:
        return selected.candidate.centre.number

    @admin.display(ordering="candidate__series")
    def series(self, selected: SelectedCandidate) -> str:
        return selected.candidate.series.name


@admin.register(Credential)
class CredentialAdmin(LargeList, ReadOnlyAdmin):
    """That a candidate has a password, and since when. Neither its hash nor the sealed copy is on any page."""

    list_display = ("candidate", "centre", "series", "username", "issue", "issued_at", "first_signed_in_at")
    list_filter = ("candidate__series", "issued_at")
    list_select_related = ("candidate__centre", "candidate__series")
    search_fields = ("=username", "=candidate__number", "candidate__family_name", "=candidate__centre__number")
    fields = ("candidate", "username", "issue", "issued_at", "letter_can_be_printed", "first_signed_in_at")

    @admin.display(ordering="candidate__centre__number")
    def centre(self, credential: Credential) -> str:
        return credential.candidate.centre.number

    @admin.display(ordering="candidate__series")
    def series(self, credential: Credential) -> str:
        return credential.candidate.series.name

    @admin.display(boolean=True)
    def letter_can_be_printed(self, credential: Credential) -> bool:
        """Whether the letter hasn't expired."""
        return credential.sealed_password is not None


@admin.register(ChangeNotice)
class ChangeNoticeAdmin(ReadOnlyAdmin):
    """Which centres were told of a change of results after the release."""

    list_display = ("change", "centre", "candidates", "decided_at")
    list_filter = ("change__series",)
    list_select_related = ("change__series", "centre")
    search_fields = ("=centre__number",)
    show_full_result_count = False
