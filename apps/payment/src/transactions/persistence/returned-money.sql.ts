const COLUMNS = `
  id, account_id, invoice_id, subscription_id, amount_minor, currency, status, gateway, gateway_reference,
  refunded_minor, returned_minor, charged_back_minor, open_disputes`;

export const LOCK_ONE = `SELECT ${COLUMNS} FROM payment WHERE id = $1 FOR UPDATE`;

/** In the order of their ids, so that two who lock the same ones do not wait for each other in a circle. */
export const LOCK_OF_INVOICE = `
  SELECT ${COLUMNS} FROM payment
  WHERE invoice_id = $1 AND account_id = $2 AND status NOT IN ('pending', 'processing', 'failed')
  ORDER BY id FOR UPDATE`;

/** A payment that is whole again after a dispute may find another one of its invoice: then both stand. */
export const CHANGE = `
  WITH changed AS (
    UPDATE payment SET
      status = $2::text, refunded_minor = $3::bigint, returned_minor = $4::bigint, charged_back_minor = $5::bigint,
      open_disputes = $6::integer, updated_at = $7::timestamptz,
      is_extra = is_extra OR ($2::text = 'success' AND EXISTS (
        SELECT 1 FROM payment AS other
        WHERE other.invoice_id = payment.invoice_id AND other.id <> payment.id AND NOT other.is_extra
          AND other.status IN ('pending', 'processing', 'success')))
    WHERE id = $1::uuid
    RETURNING id, account_id, currency, gateway),
  moved AS (
    INSERT INTO payment_transaction
      (id, account_id, payment_id, kind, status, amount_minor, currency, gateway, gateway_reference, created_at)
    SELECT $8::uuid, account_id, id, $9::text, $10::text, $11::bigint, currency, gateway, $12::text, $7::timestamptz
    FROM changed WHERE $8::uuid IS NOT NULL)
  INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
  SELECT $13::uuid, id, $7::timestamptz, $14::text, $15::text, $16::jsonb, $17::jsonb FROM changed`;
