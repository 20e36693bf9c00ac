/** A message says all of a request: the higher version is right, and paid is final. */
const NEWER = `(payment_request.version < excluded.version AND payment_request.status <> 'paid')`;
const newest = (column: string) =>
  `${column} = CASE WHEN ${NEWER} THEN excluded.${column} ELSE payment_request.${column} END`;
const REQUEST_COLUMNS = ['account_id', 'user_id', 'subscription_id', 'amount_minor', 'currency', 'status', 'version'];

/**
 * First recovery point of many charges at once: what is due is kept, and each invoice that is due gets a payment with its
 * key for the gateway. Every row of the upsert is locked, changed or not, so that a void waits or is seen. A payment that
 * is second, by its attempt's key or beside another that is alive, is left out and spoils none of the others.
 */
export const CHARGE_INTENTS = `
  WITH said AS (
    SELECT * FROM unnest(
      $1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
      $9::uuid[], $10::text[], $11::uuid[], $12::uuid[], $13::text[], $14::text[])
    AS s(invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version,
         payment_id, charge_key, method_id, audit_id, actor, request_id)),
  request AS (
    INSERT INTO payment_request
      (invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version, updated_at)
    SELECT invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version, $15::timestamptz
    FROM said ORDER BY invoice_id
    ON CONFLICT (invoice_id) DO UPDATE SET
      ${REQUEST_COLUMNS.map(newest).join(', ')},
      updated_at = CASE WHEN ${NEWER} THEN excluded.updated_at ELSE payment_request.updated_at END
    RETURNING invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version),
  looked AS (
    SELECT request.*, said.payment_id, said.charge_key, said.audit_id, said.actor, said.request_id,
      m.id AS method_id, m.customer_reference, m.method_reference, m.brand, m.last4, m.exp_month, m.exp_year
    FROM request JOIN said USING (invoice_id)
    LEFT JOIN payment_method m ON m.account_id = request.account_id AND m.status = 'active'
      AND CASE WHEN said.method_id IS NULL THEN m.is_default ELSE m.id = said.method_id END),
  taken AS (
    INSERT INTO payment
      (id, account_id, invoice_id, subscription_id, user_id, amount_minor, currency, status, gateway, gateway_key,
       payment_method_id, charge_key, card_brand, card_last4, card_exp_month, card_exp_year,
       started_at, next_check_at, created_at, updated_at)
    SELECT payment_id, account_id, invoice_id, subscription_id, user_id, amount_minor, currency, 'processing',
      $16::text, 'payment-' || payment_id::text, method_id, charge_key, brand, last4, exp_month, exp_year,
      $17::timestamptz, $18::timestamptz, $15::timestamptz, $15::timestamptz
    FROM looked WHERE status = 'due' AND amount_minor > 0 AND method_id IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING id, status),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT audit_id, taken.id, $15::timestamptz, actor, request_id, NULL, jsonb_build_object('status', taken.status)
    FROM taken JOIN looked ON looked.payment_id = taken.id)
  SELECT looked.invoice_id, looked.account_id, looked.user_id, looked.subscription_id, looked.amount_minor,
    looked.currency, looked.status, looked.version, looked.method_id, looked.customer_reference,
    looked.method_reference, taken.id IS NOT NULL AS taken
  FROM looked LEFT JOIN taken ON taken.id = looked.payment_id`;

/** What stood in the way of those that were left out. */
export const MADE_BEFORE = `
  SELECT invoice_id, charge_key, id, status, failure_code FROM payment
  WHERE invoice_id = ANY($1::uuid[]) AND charge_key IS NOT NULL`;

/** Nothing left this house: the payment waits for the next delivery of its order, and counts as no refusal. */
export const TURN_AWAY = `
  WITH turned AS (
    UPDATE payment SET status = 'failed', failure_code = 'gateway_unavailable', next_check_at = NULL, updated_at = $2
    WHERE id = $1 AND status = 'processing' RETURNING id, status, failure_code)
  INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
  SELECT $3, id, $2, $4, $5, '{"status": "processing"}', jsonb_build_object('status', status, 'failure_code', failure_code)
  FROM turned`;

/** The same payment once more, under the same key and for what is due by now: what was turned away surely moved nothing. */
export const SUBMIT_AGAIN = `
  WITH due AS (
    SELECT r.invoice_id, r.amount_minor, r.currency FROM payment_request r
    JOIN payment p ON p.invoice_id = r.invoice_id WHERE p.id = $1 AND r.status = 'due' AND r.amount_minor > 0 FOR UPDATE OF r),
  again AS (
    UPDATE payment p SET
      status = 'processing', failure_code = NULL, amount_minor = due.amount_minor, currency = due.currency,
      updated_at = $2, started_at = $3, next_check_at = $4
    FROM due
    WHERE p.id = $1 AND p.status = 'failed' AND p.failure_code = 'gateway_unavailable'
    RETURNING p.id, p.account_id, p.payment_method_id),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $5, id, $2, $6, $7, '{"status": "failed", "failure_code": "gateway_unavailable"}', '{"status": "processing"}'
    FROM again)
  SELECT m.customer_reference, m.method_reference
  FROM again JOIN payment_method m ON m.id = again.payment_method_id AND m.account_id = again.account_id`;

export const REQUEST_STATUS = `
  SELECT r.status FROM payment_request r JOIN payment p ON p.invoice_id = r.invoice_id WHERE p.id = $1`;
