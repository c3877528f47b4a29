"""A download that asks for fresh proof begins by itself once it is given, on the page where somebody asked for it.

    @require_GET
    @for_centre(Permission.DOWNLOAD_LETTERS)
    @from_own_pages(back_to="access:overview")
    @proof_before_download("access:overview", "access:candidates")
    def combined(request, *, centre, series): ...

The names are those of the pages that offer the download; whoever comes from none of them is led to the first. What
waits stands in the session, for the one page and for a short time: an address alone begins no download.
"""

from centres.accounts.waiting_downloads.views import ask_before_download, page_of, proof_before_download
from centres.accounts.waiting_downloads.waiting import download_that_begins

__all__ = ["ask_before_download", "download_that_begins", "page_of", "proof_before_download"]
