import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A syllabus may lead to several qualifications; each entry has its own. The next migration fills both in."""

    dependencies = [("candidates", "0005_holds_and_change_requests")]

    operations = [
        migrations.CreateModel(
            name="SyllabusQualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "option_codes",
                    models.JSONField(blank=True, default=list, help_text='options that lead there: ["AX", "BX"]'),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads_here",
                        to="candidates.qualification",
                    ),
                ),
                (
                    "syllabus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leads_to", to="candidates.syllabus"
                    ),
                ),
            ],
            options={
                "ordering": ["syllabus__code", "qualification__code"],
                "constraints": [
                    models.UniqueConstraint(fields=("syllabus", "qualification"), name="syllabus_qualification_once")
                ],
            },
        ),
        # Empty while the next migrations go back.
        migrations.AlterField(
            model_name="syllabus",
            name="qualification",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="syllabuses",
                to="candidates.qualification",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="qualification",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="candidates.qualification",
            ),
        ),
    ]
