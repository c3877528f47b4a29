"""`HandingOver` is called `LetterDownload` from now on. Its table stays as it is, so no statement is run for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("letters", "0006_letters_compared")]

    operations = [
        migrations.AlterModelTable("handingover", "letters_handingover"),
        migrations.RenameModel("HandingOver", "LetterDownload"),
        migrations.AlterModelOptions("letterdownload", {"ordering": ["-pk"]}),
    ]
