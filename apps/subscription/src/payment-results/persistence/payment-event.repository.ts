import { Injectable } from '@nestjs/common';
import type { PaymentEventBody } from '@libs/dto';
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
}
