from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each syllabus leads to the one qualification that it had, and each entry is to that one."""
    syllabus: Any = apps.get_model("candidates", "Syllabus")
    entry: Any = apps.get_model("candidates", "Entry")
    leads_to: Any = apps.get_model("candidates", "SyllabusQualification")
    leads_to.objects.bulk_create(
        leads_to(syllabus_id=pk, qualification_id=qualification)
        for pk, qualification in syllabus.objects.order_by("pk").values_list("pk", "qualification_id")
    )
    had = syllabus.objects.filter(pk=OuterRef("syllabus_id")).values("qualification_id")
    entry.objects.order_by().update(qualification_id=Subquery(had))


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back to one qualification for each syllabus: the first one by its code where there are several."""
    syllabus: Any = apps.get_model("candidates", "Syllabus")
    leads_to: Any = apps.get_model("candidates", "SyllabusQualification")
    first = leads_to.objects.filter(syllabus=OuterRef("pk")).order_by("qualification__code").values("qualification")
    syllabus.objects.order_by().update(qualification_id=Subquery(first[:1]))
    leads_to.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("candidates", "0006_an_entrys_own_qualification")]

    operations = [migrations.RunPython(fill, empty)]
