import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every entry has a qualification, and a syllabus has none of its own any more."""

    dependencies = [("candidates", "0007_fill_the_entrys_own_qualification")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="qualification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="candidates.qualification"
            ),
        ),
        migrations.RemoveField(model_name="syllabus", name="qualification"),
        migrations.AddField(
            model_name="syllabus",
            name="qualifications",
            field=models.ManyToManyField(
                related_name="syllabuses", through="candidates.SyllabusQualification", to="candidates.qualification"
            ),
        ),
    ]
