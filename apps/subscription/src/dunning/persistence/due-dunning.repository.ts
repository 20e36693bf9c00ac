import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

/** A dispute stops dunning of an account; a parked one waits for staff. Both stay due, and go on where they were. */
const GOES_ON = `
  EXISTS (SELECT FROM account WHERE account.id = dunning_case.account_id AND NOT dispute_hold)
  AND NOT EXISTS (SELECT FROM parked_work WHERE parked_work.account_id = dunning_case.account_id)`;
const DUE_ACCOUNTS = `
  SELECT account_id AS id, min(next_step_at) AS since FROM dunning_case
  WHERE next_step_at <= $1 AND ${GOES_ON}
  GROUP BY account_id ORDER BY since, account_id LIMIT $2`;
const NEXT = `
  SELECT next_step_at FROM dunning_case WHERE next_step_at IS NOT NULL AND ${GOES_ON}
  ORDER BY next_step_at LIMIT 1`;
const CLAIM = `SELECT id FROM account WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE SKIP LOCKED`;

/** Finds whose dunning is due, by its index. */
@Injectable()
export class DueDunningRepository {
  constructor(private readonly database: Database) {}

  /** Accounts that have something due, the longest due first. */
  async accounts(now: Instant, limit: number): Promise<string[]> {
    const rows = await this.database.named<{ id: string }>('dunning_due_accounts', DUE_ACCOUNTS, [now.toDate(), limit]);
    return rows.map(({ id }) => id);
  }

  /** Holds an account until the transaction ends; false when a request or another run has it in hand. */
  async claim(accountId: string): Promise<boolean> {
    return (await this.database.named('dunning_claim', CLAIM, [accountId])).length > 0;
  }

  /** When there is something to do next, past instants included; null: never, as things stand. */
  async nextDueAt(): Promise<Instant | null> {
    const [row] = await this.database.named<{ next_step_at: Date }>('dunning_next', NEXT);
    return row ? Instant.fromDate(row.next_step_at) : null;
  }
}
