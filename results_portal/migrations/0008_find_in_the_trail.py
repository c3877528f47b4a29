"""The audit trail is filtered and searched by indexes: nothing of a page goes through all of it."""

from django.db import migrations, models

from results_portal.db.trigrams import drop_indexes, make_trigram_indexes

TRIGRAMS = {"audit_actor_trigrams": "actor", "audit_target_trigrams": "target"}


class Migration(migrations.Migration):
    dependencies = [("results_portal", "0007_code_patterns")]

    operations = [
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["action"], name="audit_action")),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["series"], name="audit_series")),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["address"], name="audit_address")),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["at"], name="audit_at")),
        migrations.RunPython(make_trigram_indexes("results_portal_auditentry", TRIGRAMS), drop_indexes(TRIGRAMS)),
    ]
