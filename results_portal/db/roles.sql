-- Two roles: one that owns the database and migrates it, and one that the service runs as, which owns nothing.
--
-- Run once by a superuser with psql, connected to the database, with OWNER_PASSWORD and SERVICE_PASSWORD in the
-- environment. docker-compose.yml does so when it makes the database. It may be run again, for example for a database
-- that was made before: then it changes the passwords, and gives what is there to the owner.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD

SELECT 'CREATE ROLE results_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'results_owner') \gexec
SELECT 'CREATE ROLE results_service' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'results_service') \gexec
ALTER ROLE results_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE results_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'service_password';

-- Nobody else reaches the database, and the service makes nothing in it.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO results_owner, results_service', current_database()) \gexec
ALTER SCHEMA public OWNER TO results_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO results_service;

-- What the owner makes from now on, and what is there already.
ALTER DEFAULT PRIVILEGES FOR ROLE results_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO results_service;
ALTER DEFAULT PRIVILEGES FOR ROLE results_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO results_service;
SELECT format('ALTER TABLE public.%I OWNER TO results_owner', tablename) FROM pg_tables WHERE schemaname = 'public' \gexec
SELECT format('ALTER ROUTINE %s OWNER TO results_owner', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace \gexec
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO results_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO results_service;
