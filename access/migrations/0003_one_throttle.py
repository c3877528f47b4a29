from django.db import migrations


class Migration(migrations.Migration):
    """Failed sign-ins are counted with all other tries now. What the table held is minutes old at most."""

    dependencies = [("access", "0002_delay")]

    operations = [migrations.DeleteModel("FailedSignIn")]
