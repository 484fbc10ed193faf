-- Three roles, so that the portal's processes can neither change tables nor rewrite the memory.
--
-- The owner of the database (whoever runs this, and `manage.py migrate` on each release) makes
-- tables. The portal itself signs in as portal_app: it reads and writes rows, adds to the memory
-- of decisions and notes, and can do no more than add there.
--
-- portal_backup is barman's (barman.conf): base backups and the write-ahead log. It reads no table,
-- but whoever has its password has everything: it is for the backup machine alone, see pg_hba.conf
-- there. A superuser must run this once, for only a superuser may give REPLICATION.
--
-- Run it in the portal's database after each migration; it may be run again at any time:
--   psql "$OWNER_DATABASE_URL" -v ON_ERROR_STOP=1 -f kimportal/deploy/roles.sql
-- Give the roles their passwords once, then name each in the DATABASE_URL of its machine:
--   \password portal_app
--   \password portal_backup

DO $$
BEGIN
  CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
EXCEPTION WHEN duplicate_object THEN
  ALTER ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
END
$$;

DO $$
BEGIN
  CREATE ROLE portal_backup LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE;
EXCEPTION
  WHEN duplicate_object THEN
    NULL;
  WHEN insufficient_privilege THEN
    RAISE NOTICE 'portal_backup is for a superuser to create: this role may not give REPLICATION';
END
$$;

-- What `barman check` asks for besides.
DO $$
BEGIN
  GRANT pg_read_all_settings, pg_read_all_stats TO portal_backup;
  GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean),
    pg_switch_wal(), pg_create_restore_point(text) TO portal_backup;
EXCEPTION
  WHEN undefined_object THEN
    NULL;
  WHEN insufficient_privilege THEN
    RAISE NOTICE 'what barman may do is for a superuser to grant';
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM portal_app;
GRANT USAGE ON SCHEMA public TO portal_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO portal_app;

-- The memory is only ever added to; which migrations ran, the portal only reads.
REVOKE UPDATE, DELETE ON kimportal_auditevent, kimportal_note,
  kimportal_logentry, kimportal_logcheckpoint FROM portal_app;
REVOKE DELETE ON kimportal_logtile FROM portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
