from django.db import migrations, models

ENDORSEMENTS = [
    *[(number, number) for number in "12345"],
    *[(word, word) for word in ("Pass", "Merit", "Distinction")],
]


class Migration(migrations.Migration):
    """An endorsement stands beside a grade, in results and in their versions."""

    dependencies = [("candidates", "0008_syllabuses_lead_to_qualifications")]

    operations = [
        migrations.AddField(
            model_name="result",
            name="endorsement",
            field=models.CharField(blank=True, choices=ENDORSEMENTS, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="resultversion",
            name="endorsement",
            field=models.CharField(blank=True, choices=ENDORSEMENTS, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("endorsement", ""), ("outcome__in", ["", "UNGRADED"]), _connector="OR"),
                name="result_endorsement_beside_grade",
                violation_error_message="An endorsement stands beside a grade or UNGRADED alone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("endorsement__in", ["", *[value for value, _ in ENDORSEMENTS]])),
                name="result_endorsement_known",
            ),
        ),
    ]
