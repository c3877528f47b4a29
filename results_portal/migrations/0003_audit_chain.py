"""Audit entries become chains; those that were written before are chained in the order in which they were written."""

import django.utils.timezone
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from results_portal.audit.chain import digest_of, seal_of

KINDS = [
    ("officer", "Officer"),
    ("staff", "Board staff"),
    ("candidate", "Candidate"),
    ("command", "Command"),
    ("system", "The service itself"),
]


def chain_entries(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    entries = apps.get_model("results_portal", "AuditEntry").objects
    heads = apps.get_model("results_portal", "AuditHead").objects
    lengths: dict[str, int] = {}
    digests: dict[str, str] = {}
    for entry in entries.order_by("pk").iterator():
        chain = entry.centre_number
        entry.actor_kind = "officer" if "@" in entry.actor else "command"
        entry.position = lengths[chain] = lengths.get(chain, 0) + 1
        entry.previous = digests.get(chain, "")
        entry.digest = digests[chain] = digest_of(entry)
        entry.save(update_fields=["actor_kind", "position", "previous", "digest"])
    for chain, length in lengths.items():
        seal = seal_of(chain=chain, length=length, digest=digests[chain])
        heads.create(chain=chain, length=length, digest=digests[chain], seal=seal)


class Migration(migrations.Migration):
    dependencies = [("results_portal", "0002_shared_cache")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "chain",
                    models.CharField(
                        blank=True, help_text="a centre's number; empty for staff", max_length=5, unique=True
                    ),
                ),
                ("length", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("seal", models.CharField(blank=True, max_length=64)),
            ],
            options={"ordering": ["chain"]},
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="actor_kind",
            field=models.CharField(choices=KINDS, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditentry",
            name="position",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="previous",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditentry",
            name="digest",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(chain_entries, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="auditentry",
            name="position",
            field=models.PositiveBigIntegerField(editable=False),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=["centre_number", "position"], name="audit_position_once"),
        ),
        migrations.RemoveIndex(model_name="auditentry", name="audit_by_centre"),
    ]
