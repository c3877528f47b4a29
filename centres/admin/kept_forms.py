"""For staff: that a form waits for somebody. Neither who it is nor what they typed can be read here."""

from django.contrib import admin

from centres.models import KeptForm
from results_portal.admin_base.audited import ReadOnlyAdmin


@admin.register(KeptForm)
class KeptFormAdmin(ReadOnlyAdmin):
    list_display = ("account", "kept_at")
    list_filter = ("kept_at",)
    search_fields = ("account",)
    fields = ("account", "kept_at")
