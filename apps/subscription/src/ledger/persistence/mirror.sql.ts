import type { LedgerAccount } from '@libs/billing/ledger';
import { SIDES_OF_ALL } from './ledger.repository';

const ISSUED = `status IN ('open', 'paid', 'uncollectible')`;

/** What events of the payment service say of money, in major units as it was told. */
const told = (type: string, outcomes: readonly string[], sign: '' | '-' = '') => `
  SELECT facts->>'currency' AS currency, 0 AS minor, ${sign}(facts->>'amount')::numeric AS major FROM payment_event
  WHERE type = '${type}' AND outcome IN (${outcomes.map((outcome) => `'${outcome}'`).join(', ')})`;
const kept = (table: string, minor: string, condition = 'true') =>
  `SELECT currency, (${minor})::numeric AS minor, 0 AS major FROM ${table} WHERE ${condition}`;

/** Refunds that were paid and did not come back. */
const REFUNDED = `${told('refund', ['success'], '-')} AND NOT EXISTS (
  SELECT 1 FROM payment_event AS other
  WHERE other.type = 'refund' AND other.subject = payment_event.subject AND other.outcome = 'failed')`;
const NOTES_NOT_SENT = `
  SELECT currency, failed_minor AS minor, 0 AS major FROM credit_note_refund moved
  JOIN credit_note note ON note.invoice_id = moved.invoice_id AND note.id = moved.credit_note_id`;
/** What a bill below zero moved to account credit; none of a void one stands. */
const MOVED_TO_CREDIT = kept(
  'credit_movement',
  'amount_minor',
  `reason = 'negative_invoice' AND EXISTS (SELECT 1 FROM invoice WHERE invoice.id = invoice_id AND ${ISSUED})`,
);

/** Which rows of other rooms each ledger account is the sum of; a debit is positive. */
const MIRRORED: Readonly<Record<LedgerAccount, readonly string[]>> = {
  receivables: [kept('invoice', 'amount_due_minor', `status IN ('open', 'uncollectible')`)],
  cash_at_gateway: [
    `SELECT currency, 0 AS minor, amount::numeric AS major FROM payment_result WHERE status = 'success'`,
    REFUNDED,
    told('dispute', ['opened'], '-'),
    told('dispute', ['won']),
    told('fee', ['charged'], '-'),
  ],
  revenue: [
    kept('invoice', 'tax_minor - total_minor', ISSUED),
    kept('credit_note', 'total_minor - tax_minor'),
    kept('credit_movement', 'amount_minor', `source_key LIKE 'granted:%' OR reason = 'charge_back'`),
    MOVED_TO_CREDIT,
    told('dispute', ['lost']),
  ],
  tax_payable: [kept('invoice', '-tax_minor', ISSUED), kept('credit_note', 'tax_minor')],
  customer_credit: [kept('credit_movement', '-amount_minor')],
  refunds: [kept('invoice', 'amount_refunded_minor'), kept('credit_note', '-refunded_minor'), NOTES_NOT_SENT],
  disputes: [told('dispute', ['opened']), told('dispute', ['won', 'lost'], '-')],
  fees: [told('fee', ['charged'])],
};

const mirror = ([account, rows]: [string, readonly string[]]) => `
  SELECT '${account}' AS ledger_account, currency, 0 AS booked, sum(minor) AS minor, sum(major) AS major
  FROM (${rows.join(' UNION ALL ')}) AS mirrored GROUP BY currency`;

/** One statement, so that both sides are of one moment. */
export const BOOK_AND_MIRROR = `
  SELECT ledger_account, currency, sum(booked)::text AS booked_minor, sum(minor)::text AS mirrored_minor,
    sum(major)::text AS mirrored_major
  FROM (
    SELECT ledger_account, currency, sum(debit_minor - credit_minor) AS booked, 0 AS minor, 0 AS major
    FROM (${SIDES_OF_ALL}) AS side GROUP BY 1, 2
    UNION ALL ${Object.entries(MIRRORED).map(mirror).join(' UNION ALL ')}
  ) AS both_sides GROUP BY 1, 2 ORDER BY 2, 1`;
