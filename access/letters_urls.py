"""Addresses of the letters of one centre and series, within `access.urls`."""

from django.urls import path, register_converter

from access import downloads_views, letters_views, reissue_views
from letters.handed_out import What


class CandidateNumber:
    """Four digits; any other text is no such page."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CandidateNumber, "candidate_number")

urlpatterns = [
    path("letters.pdf", downloads_views.combined, name="letters_pdf"),
    path("letters.zip", downloads_views.archive, name="letters_zip"),
    path("letters/changed.pdf", downloads_views.combined, {"what": What.CHANGED}, name="letters_changed_pdf"),
    path("letters/changed.zip", downloads_views.archive, {"what": What.CHANGED}, name="letters_changed_zip"),
    path("letters/new.pdf", downloads_views.combined, {"what": What.NEW}, name="letters_new_pdf"),
    path("letters/new.zip", downloads_views.archive, {"what": What.NEW}, name="letters_new_zip"),
    path("letters/chosen.pdf", downloads_views.chosen, name="letters_chosen"),
    path("letters/<candidate_number:number>.pdf", downloads_views.single, name="letter_pdf"),
    path("letters/register.pdf", downloads_views.register, name="letters_register"),
    path("letters/with-passphrase/", downloads_views.protected, name="letters_protected"),
    path("letters/taken/", letters_views.taken, name="letters_taken"),
    path("candidates/reissue/", reissue_views.reissue, name="reissue"),
    path("letters/progress/", letters_views.progress, name="letters_progress"),
    path("letters/again/", letters_views.again, name="letters_again"),
    path("letters/stop/", letters_views.stop, name="letters_stop"),
]
