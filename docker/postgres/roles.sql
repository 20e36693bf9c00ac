-- Roles of both services. Runs as superuser on every start: makes what is missing, sets the passwords again.
-- The passwords come from settings of this session, so that they stand in no file and in no log:
--   billing.subscription_owner_password, billing.subscription_app_password,
--   billing.payment_owner_password, billing.payment_app_password
-- Owners make tables (migrations); apps only use them (the migrations grant table by table).
DO $$
DECLARE
  service text;
  kind text;
  role_name text;
BEGIN
  FOREACH service IN ARRAY ARRAY['subscription', 'payment'] LOOP
    FOREACH kind IN ARRAY ARRAY['owner', 'app'] LOOP
      role_name := format('billing_%s_%s', service, kind);
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I', role_name);
      END IF;
      EXECUTE format(
        'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L',
        role_name,
        current_setting(format('billing.%s_%s_password', service, kind))
      );
    END LOOP;
  END LOOP;
END
$$;
