"""Nothing typed is lost: a form that is sent after the session or the proof ran out comes back filled in.

    @keeps_form()
    @require_http_methods(["GET", "HEAD", "POST"])
    @for_centre(Permission.CHANGE_ACCESS)
    def status(request, *, centre, series):
        if request.method != "POST":
            return page(request, StatusForm(typed_before(request)))

What was typed waits encrypted on the server, for half an hour and for the same person alone, and is shown once. It is
never sent by itself. Secrets and files aren't kept. A view that answers POST alone names the page that has the form:
`@keeps_form(shown_at="access:candidates")`.
"""

from centres.accounts.kept_forms.views import keep_for_later, keeps_form, typed_before

__all__ = ["keep_for_later", "keeps_form", "typed_before"]
