/** The answer that the claim of the Idempotency-Key waits for; a claim without an answer is given back. */
const ANSWER = (changed: string) => `
  answered AS (
    UPDATE idempotency_key SET status = $15::smallint, body = $16::bytea
    WHERE caller = $13::text AND key = $14::text AND status IS NULL AND $15::smallint IS NOT NULL
      AND EXISTS (SELECT 1 FROM ${changed})),
  released AS (
    DELETE FROM idempotency_key
    WHERE caller = $13::text AND key = $14::text AND status IS NULL AND $15::smallint IS NULL
      AND EXISTS (SELECT 1 FROM ${changed}))`;

/** The payment is the gate: only the statement that finds it `processing` does all the rest. */
export const SETTLE = `
  WITH settled AS (
    UPDATE payment SET
      status = $2::text, gateway_reference = COALESCE($3::text, gateway_reference), failure_code = $4::text,
      card_brand = COALESCE($5::text, card_brand), card_last4 = COALESCE($6::text, card_last4),
      card_exp_month = COALESCE($7::smallint, card_exp_month), card_exp_year = COALESCE($8::smallint, card_exp_year),
      updated_at = $9::timestamptz, next_check_at = NULL, flag = NULL
    WHERE id = $1::uuid AND status = 'processing'
    RETURNING id, account_id, invoice_id, amount_minor, currency, status, gateway, gateway_reference, failure_code),
  moved AS (
    INSERT INTO payment_transaction
      (id, account_id, payment_id, kind, status, amount_minor, currency, gateway, gateway_reference, created_at)
    SELECT id, account_id, id, 'charge', status, amount_minor, currency, gateway, gateway_reference, $9::timestamptz
    FROM settled),
  collected AS (
    UPDATE payment_request SET status = 'paid', updated_at = $9::timestamptz
    WHERE invoice_id = (SELECT invoice_id FROM settled WHERE status = 'success')),
  told AS (
    INSERT INTO outbox_message (id, queue, envelope)
    SELECT $17::uuid, 'q:pay:subscription_update', $18::jsonb FROM settled WHERE $17::uuid IS NOT NULL),
  ${ANSWER('settled')},
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $10::uuid, id, $9::timestamptz, $11::text, $12::text, '{"status": "processing"}',
           jsonb_build_object('status', status, 'gateway_reference', gateway_reference, 'failure_code', failure_code)
    FROM settled)
  SELECT id FROM settled`;

/** Nothing is settled; a reference or a flag that is new is worth an audit row, a mere postponement is not. */
export const HOLD = `
  WITH before AS (
    SELECT id, gateway_reference, flag FROM payment WHERE id = $1::uuid),
  held AS (
    UPDATE payment SET
      gateway_reference = COALESCE($3::text, gateway_reference), failure_code = $4::text,
      card_brand = COALESCE($5::text, card_brand), card_last4 = COALESCE($6::text, card_last4),
      card_exp_month = COALESCE($7::smallint, card_exp_month), card_exp_year = COALESCE($8::smallint, card_exp_year),
      updated_at = $9::timestamptz, next_check_at = $17::timestamptz, flag = COALESCE($18::text, flag)
    WHERE id = $1::uuid AND status = $2::text
    RETURNING id, gateway_reference, flag),
  ${ANSWER('held')},
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $10::uuid, held.id, $9::timestamptz, $11::text, $12::text,
           jsonb_build_object('gateway_reference', before.gateway_reference, 'flag', before.flag),
           jsonb_build_object('gateway_reference', held.gateway_reference, 'flag', held.flag)
    FROM held JOIN before USING (id)
    WHERE (held.gateway_reference, held.flag) IS DISTINCT FROM (before.gateway_reference, before.flag))
  SELECT id FROM held`;

/** The gateway's webhook may be quicker than its answer, and it knows no card. */
export const RECOGNIZE = `
  UPDATE payment SET card_brand = $2, card_last4 = $3, card_exp_month = $4, card_exp_year = $5
  WHERE id = $1 AND card_last4 IS NULL`;

export const FLAG = `
  WITH flagged AS (
    UPDATE payment SET flag = $2, updated_at = $3 WHERE id = $1 AND status = 'failed' AND flag IS DISTINCT FROM $2
    RETURNING id, status)
  INSERT INTO payment_audit (id, payment_id, at, actor, before, after)
  SELECT gen_random_uuid(), id, $3, 'system:gateway', '{"flag": null}', jsonb_build_object('status', status, 'flag', $2::text)
  FROM flagged`;
