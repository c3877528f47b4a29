"""Addresses of the letters of one centre and series, within `access.officers.urls`."""

from django.urls import path, register_converter

from access.officers.views import downloads, letters, reissue
from letters.models.downloads import CHANGED_LETTERS, NEW_LETTERS


class CandidateNumber:
    """Four digits; any other text is no such page."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CandidateNumber, "candidate_number")

urlpatterns = [
    path("letters.pdf", downloads.combined, name="letters_pdf"),
    path("letters.zip", downloads.archive, name="letters_zip"),
    path("letters/changed.pdf", downloads.combined, {"kind": CHANGED_LETTERS}, name="letters_changed_pdf"),
    path("letters/changed.zip", downloads.archive, {"kind": CHANGED_LETTERS}, name="letters_changed_zip"),
    path("letters/new.pdf", downloads.combined, {"kind": NEW_LETTERS}, name="letters_new_pdf"),
    path("letters/new.zip", downloads.archive, {"kind": NEW_LETTERS}, name="letters_new_zip"),
    path("letters/chosen.pdf", downloads.chosen, name="letters_chosen"),
    path("letters/<candidate_number:number>.pdf", downloads.single, name="letter_pdf"),
    path("letters/register.pdf", downloads.register, name="letters_register"),
    path("letters/with-passphrase/", downloads.protected, name="letters_protected"),
    path("letters/taken/", letters.taken, name="letters_taken"),
    path("candidates/reissue/", reissue.reissue, name="reissue"),
    path("letters/progress/", letters.progress, name="letters_progress"),
    path("letters/again/", letters.again, name="letters_again"),
    path("letters/stop/", letters.stop, name="letters_stop"),
]
