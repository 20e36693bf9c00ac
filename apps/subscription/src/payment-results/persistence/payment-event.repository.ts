import { Injectable } from '@nestjs/common';
import type { MoneyGone } from '@libs/billing/invoicing';
import type { PaymentEventBody } from '@libs/dto';
import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import { Database } from '@libs/persistence';
import { consumeOnce } from '@libs/queue';

/** What an event is about, and what it says of it: each outcome of each subject is told once. */
export interface ToldEvent {
  readonly type: 'refund' | 'dispute' | 'fee';
  /** A refund, a dispute, a movement of money. */
  readonly subject: string;
  readonly outcome: string;
  readonly accountId: string | null;
  readonly invoiceId: string | null;
  readonly body: Exclude<PaymentEventBody, { type?: 'payment' }>;
}

export interface OtherOutcome {
  readonly subject: string;
  readonly outcome: string;
}

const CONSUMER = 'payment-results';
const INSERT = `
  INSERT INTO payment_event (event_id, type, subject, outcome, account_id, invoice_id, facts)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING RETURNING 1`;

/** A refund stands while nobody has told that it failed; of disputes only those that were lost are gone for good. */
const GONE = `
  SELECT type, facts->>'amount' AS amount, facts->>'currency' AS currency,
    (type = 'refund' AND outcome = 'success' AND NOT EXISTS (
      SELECT 1 FROM payment_event AS other
      WHERE other.type = 'refund' AND other.subject = payment_event.subject AND other.outcome = 'failed'
    )) OR (type = 'dispute' AND outcome = 'lost') AS stands
  FROM payment_event
  WHERE invoice_id = $1 AND type IN ('refund', 'dispute') AND facts->>'credit_note_id' IS NULL`;

interface GoneRow {
  type: 'refund' | 'dispute';
  amount: string;
  currency: string;
  stands: boolean;
}

/** Every event that is no result of a payment, word for word. */
@Injectable()
export class PaymentEventRepository {
  constructor(private readonly database: Database) {}

  /** True when this event was not told before. In the transaction of its effect: a second delivery waits for the first. */
  async isNew(eventId: string): Promise<boolean> {
    return consumeOnce(this.database, CONSUMER, eventId);
  }

  /** False when another event told the same outcome of the same subject. */
  async add({ type, subject, outcome, accountId, invoiceId, body }: ToldEvent): Promise<boolean> {
    const params = [body.event_id, type, subject, outcome, accountId, invoiceId, JSON.stringify(body)];
    return (await this.database.named('payment_event_insert', INSERT, params)).length > 0;
  }

  /** What was told of a subject so far. */
  async outcomesOf(type: ToldEvent['type'], subject: string): Promise<ReadonlySet<string>> {
    const text = `SELECT outcome FROM payment_event WHERE type = $1 AND subject = $2`;
    const rows = await this.database.query<{ outcome: string }>(text, [type, subject]);
    return new Set(rows.map(({ outcome }) => outcome));
  }

  /** Outcomes of all that was told of one kind about an account. */
  async ofAccount(type: ToldEvent['type'], accountId: string): Promise<OtherOutcome[]> {
    const text = `SELECT subject, outcome FROM payment_event WHERE account_id = $2 AND type = $1`;
    return this.database.query<OtherOutcome>(text, [type, accountId]);
  }

  /** What went back of the payments of a bill, without what its notes sent back; undefined when nothing was ever told. */
  async goneOf(invoiceId: string): Promise<MoneyGone | undefined> {
    const rows = await this.database.named<GoneRow>('payment_event_gone', GONE, [invoiceId]);
    const [first] = rows;
    if (!first) return undefined;
    const sumOf = (type: GoneRow['type']) =>
      Money.sum(rows.filter((row) => row.stands && row.type === type).map(amountOf), first.currency);
    return { refunded: sumOf('refund'), chargedBack: sumOf('dispute') };
  }
}

/** As it was told, and taken, when it came. */
function amountOf({ amount, currency }: GoneRow): Money {
  const money = Money.parseDecimal(amount, currency);
  if (!money.ok) throw new InvariantBroken(`an event over ${amount} ${currency} was taken`);
  return money.value;
}
