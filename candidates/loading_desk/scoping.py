"""Who may open the pages of loads, and which load an address names."""

from collections.abc import Callable

from django.http import Http404

from candidates.loads.lifecycle import GRADES, PERMISSION
from candidates.models import LoadJob
from centres.desk.staff_pages import StaffView, staff_page


def loads_page(*, proof: bool = False) -> Callable[[StaffView], StaffView]:
    """A page for staff who may load files and see results; with `proof`, only after fresh proof."""

    def decorate(view: StaffView) -> StaffView:
        return staff_page(PERMISSION, proof=proof)(staff_page(GRADES)(view))

    return decorate


def job_of(pk: int) -> LoadJob:
    """The load with this key, or 404."""
    job = LoadJob.objects.select_related("sent_by", "confirmed_by", "load").filter(pk=pk).first()
    if job is None:
        raise Http404
    return job
