from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_one_throttle")]

    operations = [
        migrations.AlterField(
            model_name="accesssettings",
            name="contact_telephone",
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
