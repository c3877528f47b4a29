"""What staff write when they load files."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from candidates.loads.files import tidy_name
from candidates.models import Cause, Series
from results_portal.forms.guarded import GuardedForm
from results_portal.serving.upload_pass import LARGEST_UPLOAD, LARGEST_UPLOAD_WORDS
from results_portal.web.uploads import MOST_FILES

type Sent = UploadedFile[Any]

RECOGNISED, WINDOWS = "", "windows-1252"
# What is chosen where candidates aren't told a cause: leaving the question open is no answer.
UNTOLD = "untold"
LONGEST_REASON = 500


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class SeveralFilesField(forms.FileField):
    """One file or more; gives back a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        if not data:
            raise ValidationError("Choose a file.", code="required")
        if len(data) > MOST_FILES:
            raise ValidationError(f"Send at most {MOST_FILES} files at once, or a zip file of them.")
        cleaned = [super(SeveralFilesField, self).clean(one, initial) for one in data]
        names = [tidy_name(one.name or "") for one in cleaned]
        if len(set(names)) < len(names):
            raise ValidationError("Two of the files have the same name.")
        return cleaned


class UploadForm(GuardedForm):
    """Files to be loaded, and how their text is encoded."""

    chosen_files = SeveralFilesField(
        label="Files",
        allow_empty_file=False,
        help_text=(
            "A zip file of the folder, an Excel workbook (.xlsx), or tables such as results.csv, alone or several. "
            f"Together at most {LARGEST_UPLOAD_WORDS}: a zip file is a tenth of the size."
        ),
        error_messages={"empty": "The file is empty."},
        widget=SeveralFilesInput(attrs={"accept": ".zip,.csv,.txt,.tsv,.xlsx", "data-largest": LARGEST_UPLOAD}),
    )
    encoding = forms.ChoiceField(
        label="Encoding of text files",
        choices=[(RECOGNISED, "UTF-8 or UTF-16 (recognised)"), (WINDOWS, "Windows-1252, for files that are neither")],
        required=False,
        help_text="Leave this as it is unless a load was refused because its file is not UTF-8.",
    )

    series = forms.ModelChoiceField(
        queryset=Series.objects.order_by("-pk"),
        to_field_name="slug",
        required=False,
        empty_label="as the files say",
        help_text="Choose it for the board's results sheet alone, which doesn't say its series.",
    )

    @property
    def series_name(self) -> str:
        """The name of the series that was chosen in a valid form, "" for none."""
        chosen = self.cleaned_data["series"]
        return chosen.name if chosen else ""

    @property
    def sent_files(self) -> list[tuple[str, bytes]]:
        """Names and contents of a valid form's files."""
        return [(one.name or "", one.read()) for one in self.cleaned_data["chosen_files"]]


class ConfirmForm(GuardedForm):
    """The reason for a load, which preview it is about, and what candidates read where released results change."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=LONGEST_REASON, required=False, help_text="Kept in the audit trail. Candidates never see it."
    )
    cause = forms.ChoiceField(
        label="What candidates read after the date",
        choices=[("", "Choose"), *((value, label.capitalize()) for value, label in Cause.choices), (UNTOLD, "Nothing")],
        help_text="On their page and new statements: “Corrected on 20 August 2026 after a review of marking”.",
        error_messages={"required": "Choose what candidates read, or that they read nothing."},
    )

    def __init__(self, *args: Any, needs_reason: bool, needs_cause: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_cause:
            del self.fields["cause"]
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].label = "Reason, if there is one"
        self.fields["reason"].error_messages["required"] = "Give a reason. It is kept in the audit trail."

    def clean_cause(self) -> str:
        chosen: str = self.cleaned_data["cause"]
        return "" if chosen == UNTOLD else chosen


class OptionsForm(GuardedForm):
    """What a load may do besides: each has to be chosen by name, and is previewed before it is done."""

    open_releases = forms.BooleanField(required=False, label="Open releases, or bring them forward")
    new_series = forms.BooleanField(required=False, label="Add series")
    revert_corrections = forms.BooleanField(
        required=False, label="Overwrite later corrections, and take files that are older than the last load"
    )
    keep_missing = forms.BooleanField(required=False, label="Keep what the files lack, though they look cut")
    withdraw_missing = forms.BooleanField(required=False, label="Withdraw what the files lack")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("keep_missing") and cleaned.get("withdraw_missing"):
            self.add_error("withdraw_missing", "Choose one of the two: keep what the files lack, or withdraw it.")
        return cleaned
