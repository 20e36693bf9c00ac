#!/usr/bin/env bash
# Runs once, when the image of PostgreSQL makes its data folder: roles, databases, privileges (the SQL files beside it).
# The passwords come from the container's variables and reach the SQL as settings of the session, never as its text.
set -euo pipefail
sql=/first-run
run() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

run --dbname postgres <<SQL
\getenv subscription_owner SUBSCRIPTION_OWNER_PASSWORD
\getenv subscription_app SUBSCRIPTION_APP_PASSWORD
\getenv payment_owner PAYMENT_OWNER_PASSWORD
\getenv payment_app PAYMENT_APP_PASSWORD
SELECT set_config('billing.subscription_owner_password', :'subscription_owner', false),
       set_config('billing.subscription_app_password', :'subscription_app', false),
       set_config('billing.payment_owner_password', :'payment_owner', false),
       set_config('billing.payment_app_password', :'payment_app', false) \g /dev/null
\i $sql/roles.sql
\i $sql/databases.sql
\gexec
SQL
for database in billing_subscription billing_payment; do
  run --dbname "$database" --file "$sql/privileges.sql"
done
