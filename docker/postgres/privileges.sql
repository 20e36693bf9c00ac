-- Who may enter. Runs as superuser inside each of the two databases, on every start.
-- Nobody enters the other service's database, and an app role makes nothing: no table, no schema, no temporary table.
DO $$
DECLARE
  owner_role text := current_database() || '_owner';
  app_role text := current_database() || '_app';
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), app_role);
  EXECUTE 'REVOKE ALL ON SCHEMA public FROM PUBLIC';
  EXECUTE format('ALTER SCHEMA public OWNER TO %I', owner_role);
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app_role);
END
$$;
