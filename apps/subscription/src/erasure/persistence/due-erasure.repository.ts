import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

const DUE = `SELECT id FROM account WHERE erase_at <= $1 ORDER BY erase_at, id LIMIT $2`;
const NEXT = `SELECT min(erase_at) AS at FROM account WHERE erase_at IS NOT NULL`;
const CLAIM = `SELECT erase_at FROM account WHERE id = $1 AND erase_at <= $2 FOR NO KEY UPDATE SKIP LOCKED`;
const PUT_OFF = `UPDATE account SET erase_at = $2 WHERE id = $1 AND erase_at IS NOT NULL`;

/** Finds whose data is to be erased, by its index. All times are billing time. */
@Injectable()
export class DueErasureRepository {
  constructor(private readonly database: Database) {}

  /** The longest due first. */
  async accounts(now: Instant, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(DUE, [now.toDate(), limit]);
    return rows.map(({ id }) => id);
  }

  /** Holds an account until the transaction ends; false when it is erased already, or another run has it in hand. */
  async claim(accountId: string, now: Instant): Promise<boolean> {
    return (await this.database.query(CLAIM, [accountId, now.toDate()])).length > 0;
  }

  async putOff(accountId: string, until: Instant): Promise<void> {
    await this.database.query(PUT_OFF, [accountId, until.toDate()]);
  }

  async nextDueAt(): Promise<Instant | null> {
    const [row] = await this.database.query<{ at: Date | null }>(NEXT);
    return row?.at ? Instant.fromDate(row.at) : null;
  }
}
