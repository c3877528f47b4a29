"""The roles and their rights as SQL. All of it may be run again: it leaves what is right as it is."""

from collections.abc import Collection, Iterator, Mapping

from results_portal.db.roles.grants import ALL, OWNER, PORTAL, RESULTS, TABLES, Columns, Grant, grant_of

SITES = (PORTAL, RESULTS)
ROLES = (OWNER, *SITES)
# The longest that a page's statement may take, and wait for somebody else's lock; commands and workers ask for longer
# themselves (results_portal/config/database.py). A candidate's statements take milliseconds. Whoever stays within a
# transaction without doing anything has died, and keeps others waiting.
LIMITS = {
    PORTAL: {"statement_timeout": "30s", "lock_timeout": "10s"},
    RESULTS: {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "30s"},
}
# Makes the database, the schema and what is in it the owner's. What an extension brought along stays its own.
HANDED_OVER = f"""DO $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database())
        UNION ALL SELECT format('GRANT CONNECT, CREATE ON DATABASE %I TO {OWNER}', current_database())
        UNION ALL SELECT format('GRANT CONNECT ON DATABASE %I TO {PORTAL}, {RESULTS}', current_database())
        UNION ALL SELECT format('ALTER TABLE %s OWNER TO {OWNER}', pg_class.oid::regclass)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND pg_get_userbyid(relowner) <> '{OWNER}'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO {OWNER}', pg_proc.oid::regprocedure)
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND pg_get_userbyid(proowner) <> '{OWNER}'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE statement;
    END LOOP;
END $$"""  # noqa: S608 - names of our own


def making_roles(verifiers: Mapping[str, str]) -> Iterator[str]:
    """For a superuser: the roles, their limits, and who owns what. `verifiers` has the passwords that are to be set."""
    for role in ROLES:
        yield from _role(role, verifiers.get(role, ""))
    yield HANDED_OVER
    yield f"ALTER SCHEMA public OWNER TO {OWNER}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {PORTAL}, {RESULTS}"


def granting_rights(tables: Collection[str]) -> Iterator[str]:
    """For the owner, or a superuser: what each site may do with `tables`, and nothing else with anything."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {PORTAL}, {RESULTS}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {PORTAL}, {RESULTS}"
    for role in SITES:
        for table in sorted(TABLES.keys() & set(tables)):
            yield from _grants(role, table, grant_of(role, table))


def _role(role: str, verifier: str) -> Iterator[str]:
    yield f"""DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role};
    ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}' AND (rolsuper OR rolreplication OR rolbypassrls)) THEN
        ALTER ROLE {role} NOSUPERUSER NOREPLICATION NOBYPASSRLS;
    END IF;
END $$"""  # noqa: S608 - one of three names
    password = f" PASSWORD '{verifier}'" if verifier else ""
    yield f"ALTER ROLE {role} LOGIN NOCREATEDB NOCREATEROLE{password}"
    for name, limit in LIMITS.get(role, {}).items():
        yield f"ALTER ROLE {role} SET {name} = '{limit}'"


def _grants(role: str, table: str, grant: Grant) -> Iterator[str]:
    columns = {"SELECT": grant.select, "INSERT": grant.insert, "UPDATE": grant.update}
    rights = [verb + _named(named) for verb, named in columns.items() if named]
    if grant.delete:
        rights.append("DELETE")
    if rights:
        yield f"GRANT {', '.join(rights)} ON public.{table} TO {role}"


def _named(columns: Columns) -> str:
    return "" if columns == ALL else f" ({', '.join(columns)})"
