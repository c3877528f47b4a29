from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0003_versions_and_withdrawals"),
    ]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="candidate_uid",
            field=models.CharField(
                blank=True,
                help_text="the board's own identifier of the person, if it has one: another one means another person",
                max_length=40,
                verbose_name="candidate identifier",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="person",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="candidate",
            name="person_since",
            field=models.DateTimeField(
                editable=False,
                help_text="since when this person stands under the number, where it was another's",
                null=True,
            ),
        ),
    ]
