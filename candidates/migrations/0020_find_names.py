"""Candidates are found by number, identifier, and any part of a name or an address, among very many."""

from django.db import migrations, models

from results_portal.db.trigrams import drop_indexes, make_trigram_indexes

TRIGRAMS = {
    "candidate_family_name_trigrams": "family_name",
    "candidate_given_names_trigrams": "given_names",
    "candidate_email_trigrams": "email",
}


class Migration(migrations.Migration):
    dependencies = [("candidates", "0019_changes_of_released_results")]

    operations = [
        migrations.AddIndex(model_name="candidate", index=models.Index(fields=["number"], name="candidate_number")),
        migrations.AddIndex(model_name="candidate", index=models.Index(fields=["candidate_uid"], name="candidate_uid")),
        migrations.RunPython(make_trigram_indexes("candidates_candidate", TRIGRAMS), drop_indexes(TRIGRAMS)),
    ]
