import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

export interface Fee {
  readonly id: string;
  /** The payment, refund or dispute that it was taken for. */
  readonly transactionId: string;
  /** Null when the movement belongs to nobody here. */
  readonly accountId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly createdAt: Date;
}

interface FeeRow {
  id: string;
  transaction_id: string;
  account_id: string | null;
  amount_minor: string;
  currency: string;
  created_at: Date;
}

const COLUMNS = `id, transaction_id, account_id, amount_minor, currency, created_at`;
const RECORD = `
  WITH recorded AS (
    INSERT INTO gateway_fee (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (transaction_id) DO NOTHING RETURNING id),
  told AS (
    INSERT INTO outbox_message (id, queue, envelope)
    SELECT $7::uuid, 'q:pay:subscription_update', $8::jsonb FROM recorded)
  SELECT id FROM recorded`;

/** What the gateway kept, once per movement. */
@Injectable()
export class FeeRepository {
  constructor(private readonly database: Database) {}

  /** The fee and the message that tells of it, in one statement; false when one is known already. */
  async record(fee: Omit<Fee, 'createdAt'>, at: Instant, message: object & { id: string }): Promise<boolean> {
    const { id, transactionId, accountId, amountMinor, currency } = fee;
    const params = [id, transactionId, accountId, amountMinor.toString(), currency, at.toDate()];
    const envelope = JSON.stringify(message);
    const rows = await this.database.named('gateway_fee_record', RECORD, [...params, message.id, envelope]);
    if (rows.length > 0) this.database.outboxGrew();
    return rows.length > 0;
  }

  async find(id: string): Promise<Fee | undefined> {
    const [row] = await this.database.query<FeeRow>(`SELECT ${COLUMNS} FROM gateway_fee WHERE id = $1`, [id]);
    return row && toFee(row);
  }

  async ofTransactions(transactionIds: readonly string[]): Promise<Fee[]> {
    const text = `SELECT ${COLUMNS} FROM gateway_fee WHERE transaction_id = ANY($1::uuid[])`;
    return (await this.database.query<FeeRow>(text, [transactionIds])).map(toFee);
  }
}

function toFee(row: FeeRow): Fee {
  return {
    id: row.id,
    transactionId: row.transaction_id,
    accountId: row.account_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    createdAt: row.created_at,
  };
}
