import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { ClaimedWork } from '../parked-work';

const NOT_PARKED = `NOT EXISTS (SELECT FROM parked_work WHERE parked_work.account_id = subscription.account_id)`;
const CLAIMED = `subscription.id AS "subscriptionId", subscription.account_id AS "accountId", due_step AS step`;
/** Accounts that a request or another run has in hand are passed over; nothing is waited for, so nothing can deadlock. */
const CLAIM_PAGE = `
  SELECT ${CLAIMED} FROM subscription JOIN account ON account.id = subscription.account_id
  WHERE due_at <= $1 AND ${NOT_PARKED}
  ORDER BY due_at, subscription.id LIMIT $2 FOR NO KEY UPDATE OF account SKIP LOCKED`;
const CLAIM_ACCOUNT = `
  SELECT ${CLAIMED} FROM subscription WHERE account_id = $1 AND due_at <= $2 ORDER BY due_at, id`;
const NEXT_DUE = `
  SELECT due_at FROM subscription WHERE due_at IS NOT NULL AND ${NOT_PARKED} ORDER BY due_at, id LIMIT 1`;

/** Finds what is due by its index, and holds the accounts it belongs to until the transaction ends. */
@Injectable()
export class DueWorkRepository {
  constructor(private readonly database: Database) {}

  /** The longest due first. Fewer than the limit, or none, when others hold the rest. */
  async claimPage(now: Instant, limit: number): Promise<ClaimedWork[]> {
    if (!this.database.inTransaction) throw new InvariantBroken('work is claimed inside a transaction');
    return this.database.named('due_claim_page', CLAIM_PAGE, [now.toDate(), limit]);
  }

  /** What is due of one account, whose lock the caller holds. */
  async ofAccount(accountId: string, now: Instant): Promise<ClaimedWork[]> {
    return this.database.named('due_of_account', CLAIM_ACCOUNT, [accountId, now.toDate()]);
  }

  /** When time does something to any subscription next, past instants included; null: never, as things stand. */
  async nextDueAt(): Promise<Instant | null> {
    const [row] = await this.database.named<{ due_at: Date }>('due_next', NEXT_DUE);
    return row ? Instant.fromDate(row.due_at) : null;
  }
}
