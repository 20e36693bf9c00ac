import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

const BATCH = 1_000;
const OLD_KEYS = `
  DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency_key WHERE created_at < now() - interval '24 hours'
    LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)) RETURNING 1`;
const OLD_MESSAGES = `
  DELETE FROM consumed_message WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM consumed_message WHERE consumed_at < now() - interval '30 days'
    LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)) RETURNING 1`;

/**
 * Rows that have done their work. `now()` is one value for a statement, so an index finds them; `clock_timestamp()` would be
 * compared with every row. Real time: they guard against repeats, not against billing periods.
 */
@Injectable()
export class OldRowsRepository {
  constructor(private readonly database: Database) {}

  /** Stored answers older than a day; how many. Small statements, so that none holds its locks for long. */
  async deleteIdempotencyKeys(): Promise<number> {
    return this.inBatches(OLD_KEYS);
  }

  /** Inbox rows older than 30 days: no sender repeats a message that long. */
  async deleteConsumedMessages(): Promise<number> {
    return this.inBatches(OLD_MESSAGES);
  }

  private async inBatches(statement: string): Promise<number> {
    for (let total = 0; ;) {
      const deleted = (await this.database.query(statement)).length;
      total += deleted;
      if (deleted < BATCH) return total;
    }
  }
}
