"""What staff see of letters: how each centre's job went, and which workers are there. What letters say is not shown."""

from django.contrib import admin

from letters.models import (
    CorrectedAddress,
    HandedLetter,
    IssuedStatement,
    Letter,
    LetterBatch,
    LetterDownload,
    LetterMail,
    MailPace,
    WorkerPresence,
)
from results_portal.admin_base.audited import ReadOnlyAdmin
from results_portal.admin_base.large_lists import LargeList


@admin.register(LetterBatch)
class LetterBatchAdmin(LargeList, ReadOnlyAdmin):
    list_display = (
        "centre",
        "series",
        "state",
        "progress",
        "requested_at",
        "requested_by",
        "attempts",
        "old_instants",
        "reason",
    )
    list_filter = ("state", "series", "requested_at")
    list_select_related = ("centre", "series")
    search_fields = ("centre__number", "centre__name", "requested_by", "reason")
    search_help_text = "A centre's number or name, who asked, or why it failed"
    ordering = ("-pk",)

    @admin.display(description="letters")
    def progress(self, batch: LetterBatch) -> str:
        return f"{batch.done} of {batch.total}"


@admin.register(Letter)
class LetterAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("candidate", "batch", "page")
    list_filter = ("batch__state", "batch__series")
    list_select_related = ("candidate", "batch__centre")
    search_fields = ("=candidate__number", "candidate__family_name", "batch__centre__number")
    ordering = ("-batch", "page")


@admin.register(WorkerPresence)
class WorkerPresenceAdmin(ReadOnlyAdmin):
    """One that was seen within the last twenty seconds is running."""

    list_display = ("worker_id", "started_at", "seen_at")
    list_filter = ("seen_at",)
    search_fields = ("worker_id",)
    ordering = ("-seen_at",)


@admin.register(LetterMail)
class LetterMailAdmin(LargeList, ReadOnlyAdmin):
    list_display = ("candidate", "state", "address", "queued_at", "finished_at", "reason")
    list_filter = ("state", "candidate__series", "queued_at")
    list_select_related = ("candidate",)
    search_fields = ("=candidate__number", "candidate__centre__number", "address")
    search_help_text = "A candidate's number, a centre's number, or an address"
    ordering = ("-pk",)
    exclude = ("letter",)


@admin.register(MailPace)
class MailPaceAdmin(ReadOnlyAdmin):
    """Empty while letters go out as fast as the setting says."""

    list_display = ("a_minute", "paused_until", "pauses")
    list_filter = ("paused_until",)
    search_fields = ("=a_minute",)
    search_help_text = "How many messages a minute"
    ordering = ("pk",)


@admin.register(CorrectedAddress)
class CorrectedAddressAdmin(ReadOnlyAdmin):
    """Where a centre has letters sent in place of the address that the board has."""

    list_display = ("candidate", "address", "board_address", "corrected_at", "corrected_by")
    list_filter = ("candidate__series", "corrected_at")
    list_select_related = ("candidate",)
    search_fields = ("=candidate__number", "candidate__centre__number", "address", "corrected_by")
    search_help_text = "A candidate's number, a centre's number, an address, or who corrected it"
    ordering = ("-pk",)
    exclude = ("person",)


@admin.register(LetterDownload)
class LetterDownloadAdmin(LargeList, ReadOnlyAdmin):
    """Which letters an officer took, and when."""

    list_display = ("centre", "series", "what", "form", "protected", "letters", "at", "by")
    list_filter = ("what", "form", "series", "at")
    list_select_related = ("centre", "series")
    search_fields = ("=centre__number", "centre__name", "by", "=number")
    search_help_text = "A centre's number or name, who took them, or a candidate's number"
    ordering = ("-pk",)


@admin.register(HandedLetter)
class HandedLetterAdmin(LargeList, ReadOnlyAdmin):
    """Whose letter was taken outside a whole batch. The digests of what it says are on no page."""

    list_display = ("candidate", "handing_over")
    list_filter = ("handing_over__what", "candidate__series")
    list_select_related = ("candidate", "handing_over")
    search_fields = ("=candidate__number", "candidate__family_name", "=candidate__centre__number")
    search_help_text = "A candidate's number or family name, or a centre's number"
    ordering = ("-pk",)
    fields = ("candidate", "handing_over")


@admin.register(IssuedStatement)
class IssuedStatementAdmin(LargeList, ReadOnlyAdmin):
    """That a candidate took a statement of results, and when. Neither its code nor what it says is on any page."""

    list_display = ("candidate", "centre", "series", "issued_at")
    list_filter = ("candidate__series", "issued_at")
    list_select_related = ("candidate__centre", "candidate__series")
    search_fields = ("=candidate__number", "candidate__family_name", "=candidate__centre__number")
    search_help_text = "A candidate's number or family name, or a centre's number"
    ordering = ("-pk",)
    fields = ("candidate", "issued_at")

    @admin.display(ordering="candidate__centre__number")
    def centre(self, statement: IssuedStatement) -> str:
        return statement.candidate.centre.number

    @admin.display(ordering="candidate__series")
    def series(self, statement: IssuedStatement) -> str:
        return statement.candidate.series.name
