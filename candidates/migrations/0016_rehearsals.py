"""Series that are rehearsals: flag, name and address tell it together. What is named like one already becomes one."""

from typing import Any

from django.db import migrations, models

PREFIX, SLUG_PREFIX = "REHEARSAL ", "rehearsal-"


def mark_those_named_so(apps: Any, schema_editor: Any) -> None:
    series = apps.get_model("candidates", "Series")
    named = series.objects.filter(name__regex=f"^{PREFIX}", slug__regex=f"^{SLUG_PREFIX}")
    named.update(is_rehearsal=True)


class Migration(migrations.Migration):
    dependencies = [("candidates", "0015_cause_of_a_correction")]

    operations = [
        migrations.AddField(
            model_name="series",
            name="is_rehearsal",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="made up: marked everywhere, and never a real person's",
                verbose_name="rehearsal",
            ),
        ),
        migrations.AlterModelOptions(
            name="series",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("make_rehearsal", "Can make a rehearsal and remove one"),
                    ("view_as_candidate", "Can see a candidate's page with placeholders for grades"),
                ],
                "verbose_name_plural": "series",
            },
        ),
        migrations.RunPython(mark_those_named_so, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_rehearsal", True), ("name__regex", f"^{PREFIX}"), ("slug__regex", f"^{SLUG_PREFIX}")),
                    models.Q(
                        ("is_rehearsal", False),
                        models.Q(("name__regex", f"^{PREFIX}"), _negated=True),
                        models.Q(("slug__regex", f"^{SLUG_PREFIX}"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="series_rehearsal_by_its_name",
                violation_error_message="A rehearsal's name begins with “REHEARSAL”, and no other one does.",
            ),
        ),
    ]
