/**
 * What `SETTLE` does, for many payments at once, none of which has a claimed key: those come by message. Each row stands
 * for itself; one that has its outcome already is left out, and out of the answer.
 */
export const SETTLE_MANY = `
  WITH outcome AS (
    SELECT * FROM unnest(
      $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[],
      $9::uuid[], $10::text[], $11::text[], $12::uuid[], $13::jsonb[])
    AS o(id, status, gateway_reference, failure_code, card_brand, card_last4, card_exp_month, card_exp_year,
         audit_id, actor, request_id, message_id, message)),
  settled AS (
    UPDATE payment SET
      status = o.status, gateway_reference = COALESCE(o.gateway_reference, payment.gateway_reference),
      failure_code = o.failure_code, card_brand = COALESCE(o.card_brand, payment.card_brand),
      card_last4 = COALESCE(o.card_last4, payment.card_last4),
      card_exp_month = COALESCE(o.card_exp_month, payment.card_exp_month),
      card_exp_year = COALESCE(o.card_exp_year, payment.card_exp_year),
      updated_at = $14::timestamptz, next_check_at = NULL, flag = NULL
    FROM outcome o
    WHERE payment.id = o.id AND payment.status = 'processing'
    RETURNING payment.id, account_id, invoice_id, amount_minor, currency, payment.status, gateway,
      payment.gateway_reference, payment.failure_code, audit_id, actor, request_id, message_id, message),
  moved AS (
    INSERT INTO payment_transaction
      (id, account_id, payment_id, kind, status, amount_minor, currency, gateway, gateway_reference, created_at)
    SELECT id, account_id, id, 'charge', status, amount_minor, currency, gateway, gateway_reference, $14::timestamptz
    FROM settled),
  collected AS (
    UPDATE payment_request SET status = 'paid', updated_at = $14::timestamptz
    FROM settled WHERE payment_request.invoice_id = settled.invoice_id AND settled.status = 'success'),
  told AS (
    INSERT INTO outbox_message (id, queue, envelope)
    SELECT message_id, 'q:pay:subscription_update', message FROM settled WHERE message_id IS NOT NULL),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT audit_id, id, $14::timestamptz, actor, request_id, '{"status": "processing"}',
           jsonb_build_object('status', status, 'gateway_reference', gateway_reference, 'failure_code', failure_code)
    FROM settled)
  SELECT id FROM settled`;
