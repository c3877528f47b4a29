"""On PostgreSQL the database itself refuses to change or remove audit entries, whoever asks.

Entries: no UPDATE, DELETE or TRUNCATE. Heads: no DELETE or TRUNCATE, and an UPDATE only lengthens a chain or seals it
again. Tests empty every table between them; their server allows TRUNCATE with the setting `results_portal.truncate`.

SQLite gets no such triggers: there Django empties tables with DELETE, and rebuilds a table, without its triggers,
whenever a later migration alters it, so that the protection would vanish silently. Chains show tampering on both.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FUNCTIONS = """
CREATE FUNCTION results_portal_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION results_portal_audit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('results_portal.truncate', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'the audit trail is append-only: TRUNCATE on % is refused', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON results_portal_auditentry
    FOR EACH ROW EXECUTE FUNCTION results_portal_audit_refuse();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON results_portal_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION results_portal_audit_truncate();
CREATE TRIGGER audit_head_kept BEFORE DELETE ON results_portal_audithead
    FOR EACH ROW EXECUTE FUNCTION results_portal_audit_refuse();
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON results_portal_audithead
    FOR EACH ROW WHEN (
        NEW.chain <> OLD.chain OR NEW.length < OLD.length OR (NEW.length = OLD.length AND NEW.digest <> OLD.digest)
    ) EXECUTE FUNCTION results_portal_audit_refuse();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON results_portal_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION results_portal_audit_truncate();
"""

UNDO = """
DROP TRIGGER audit_entry_append_only ON results_portal_auditentry;
DROP TRIGGER audit_entry_no_truncate ON results_portal_auditentry;
DROP TRIGGER audit_head_kept ON results_portal_audithead;
DROP TRIGGER audit_head_grows ON results_portal_audithead;
DROP TRIGGER audit_head_no_truncate ON results_portal_audithead;
DROP FUNCTION results_portal_audit_refuse();
DROP FUNCTION results_portal_audit_truncate();
"""


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTIONS + TRIGGERS, params=None)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [("results_portal", "0003_audit_chain")]

    operations = [migrations.RunPython(protect, unprotect)]
