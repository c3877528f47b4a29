"""Loads: all of them, a new one, and one of them from its files' arrival to its end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidates.loading_desk.forms import ConfirmForm, OptionsForm, UploadForm
from candidates.loading_desk.list_views import note_look
from candidates.loading_desk.rows import lists_of, needs_of
from candidates.loading_desk.scoping import job_of, loads_page
from candidates.loads import confirm, lifecycle
from candidates.loads.exceptions import NotWaiting
from candidates.loads.judgement import judge
from candidates.loads.tasks import enqueue
from candidates.models import ChangeRequest, LoadJob
from candidates.second_person import requests
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff
from results_portal.serving import upload_pass

LOADS_ON_A_PAGE = 50
TOO_LATE = "This page was open for more than an hour. Choose the files again."
State = LoadJob.State


@loads_page()
@require_safe
def all_loads(request: HttpRequest) -> HttpResponse:
    """Every load, the newest first."""
    jobs = LoadJob.objects.select_related("sent_by", "confirmed_by")
    page = Paginator(jobs, LOADS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "candidates/loading_desk/all_loads.html", frame(request, "Loads", page=page))


@loads_page(proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Files are sent; a worker reads them. Nothing is loaded by this."""
    user = staff(request)
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, files=request.FILES)
        if upload_pass.holder_of(request.GET.get(upload_pass.FIELD, "")) != str(user.pk):
            form.add_error(None, TOO_LATE)
        if form.is_valid():
            job = lifecycle.receive(
                form.sent_files,
                encoding=form.cleaned_data["encoding"],
                series=form.series_name,
                by=user,
                enqueue=enqueue,
            )
            return redirect("loads:load", job.pk)
    context = frame(request, "Load files", form=form, upload_pass=upload_pass.make_pass(user.pk))
    return render(request, "candidates/loading_desk/new.html", context)


@loads_page()
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """One load: how far it is, what it would change, and what can be done with it now."""
    job = job_of(pk)
    form = None
    if request.method == "POST":
        form = _form_of(request, job)
        if form is None or form.is_valid():
            return _do(request, job, form)
    return _page(request, job, form)


def _form_of(request: HttpRequest, job: LoadJob) -> ConfirmForm | OptionsForm | None:
    """The form that goes with the button that was pressed."""
    if "confirm" in request.POST:
        return ConfirmForm(request.POST, **_asked_of(job))
    if "preview" in request.POST:
        return OptionsForm(request.POST)
    return None


def _do(request: HttpRequest, job: LoadJob, form: ConfirmForm | OptionsForm | None) -> HttpResponse:
    user = staff(request)
    try:
        if isinstance(form, ConfirmForm):
            return _confirm(request, job, form)
        if isinstance(form, OptionsForm):
            lifecycle.preview_again(job, options=form.cleaned_data, by=user, enqueue=enqueue)
        elif "discard" in request.POST:
            lifecycle.discard(job, by=user)
            messages.success(request, "Discarded. Nothing was loaded, and the files are removed.")
        else:
            _decide(request, job)
    except ChangeNotPossible as why:
        messages.error(request, str(why))
    return redirect("loads:load", job.pk)


def _confirm(request: HttpRequest, job: LoadJob, form: ConfirmForm) -> HttpResponse:
    done = confirm.confirm(
        job,
        digest=form.cleaned_data["digest"],
        reason=form.cleaned_data["reason"],
        cause=form.cleaned_data.get("cause", ""),
        by=staff(request),
        enqueue=enqueue,
    )
    if isinstance(done, ChangeRequest):
        messages.success(request, "Nothing has changed yet: a second person has to confirm this.")
    return redirect("loads:load", job.pk)


def _decide(request: HttpRequest, job: LoadJob) -> None:
    """What a second person decides, or the first one takes back."""
    asked = lifecycle.waiting_requests(job).first()
    if asked is None:
        raise NotWaiting
    if "confirm_as_second" in request.POST:
        requests.confirm(request=asked, by=staff(request))
        messages.success(request, "Confirmed. The files are being loaded.")
    elif "decline" in request.POST:
        requests.decline(request=asked, by=staff(request))
        messages.success(request, "The request has ended. Nothing was loaded.")


def _page(request: HttpRequest, job: LoadJob, form: ConfirmForm | OptionsForm | None) -> HttpResponse:
    user = staff(request)
    judgement = judge(job.summary)
    asked = lifecycle.waiting_requests(job).select_related("asked_by").first()
    context = frame(
        request,
        f"Load: {job.name}",
        job=job,
        form=form,
        lists=lists_of(job),
        needs=needs_of(job),
        judgement=judgement,
        confirm_form=_or_new(form, job),
        options_form=form if isinstance(form, OptionsForm) else OptionsForm(initial=job.options),
        asked=asked,
        may_confirm=asked is not None and requests.may_decide(asked, user),
        is_own=asked is not None and asked.asked_by_id == user.pk,
        working=job.state in LoadJob.WORKING,
        may_discard=job.state not in (State.WRITING, *LoadJob.ENDED) and not job.ended_at,
    )
    if job.lists:
        note_look(request, job)
    return render(request, "candidates/loading_desk/load.html", context)


def _or_new(form: ConfirmForm | OptionsForm | None, job: LoadJob) -> ConfirmForm:
    if isinstance(form, ConfirmForm):
        return form
    return ConfirmForm(initial={"digest": job.digest}, **_asked_of(job))


def _asked_of(job: LoadJob) -> dict[str, bool]:
    """What has to be said when this load is confirmed."""
    judgement = judge(job.summary)
    return {"needs_reason": judgement.needs_reason, "needs_cause": judgement.needs_cause}
