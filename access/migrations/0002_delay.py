import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="accesssettings",
            name="delay",
            field=models.DurationField(
                default=datetime.timedelta(0), help_text="how much later than the release candidates see their results"
            ),
        ),
        migrations.AddConstraint(
            model_name="accesssettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("delay__range", (datetime.timedelta(0), datetime.timedelta(days=30)))),
                name="access_delay_range",
            ),
        ),
    ]
