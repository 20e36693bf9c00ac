-- Answers with the statements that make the missing databases (CREATE DATABASE takes part in no transaction, so the
-- caller runs each row by itself: psql with \gexec, the native launcher with its driver).
SELECT format(
  'CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0',
  'billing_' || service,
  format('billing_%s_owner', service)
) AS statement
FROM unnest(ARRAY['subscription', 'payment']) AS service
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'billing_' || service)
