import type { Database, Sql } from '@libs/persistence';
import type { JobPresence, MessageToPublish } from './queue-client';

export const BATCH = 500;

/** Any constant will do, so long as every relay of a database uses the same. */
const CONFIRM_LOCK = 7_203_115;
const FIRST_CHECK = `interval '2 seconds'`;
const LAST_PAUSE = `interval '300 seconds'`;

/**
 * Marked as published before it is: whoever dies in between leaves a message that the check finds missing and sends.
 * An array, not IN: the table grows by thousands within a second, and a planner that still takes it for empty would look
 * through all of it once for each claimed row.
 */
const CLAIM = `
  WITH claimed AS (
    UPDATE outbox_message SET published_at = clock_timestamp(), check_at = clock_timestamp() + ${FIRST_CHECK}
    WHERE id = ANY (ARRAY (
      SELECT id FROM outbox_message WHERE published_at IS NULL ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
    RETURNING id, queue, envelope)
  SELECT queue, envelope FROM claimed ORDER BY id`;
const UNCLAIM = `UPDATE outbox_message SET published_at = NULL, check_at = NULL WHERE id = ANY($1::uuid[])`;
const DUE = `
  SELECT id, queue FROM outbox_message
  WHERE published_at IS NOT NULL AND check_at <= now() ORDER BY check_at LIMIT ${BATCH}`;
const CONFIRMED = `DELETE FROM outbox_message WHERE id = ANY($1::uuid[])`;
// As long again as it has been out already: 2 s, 4 s, 8 s … 5 min.
const POSTPONE = `
  UPDATE outbox_message
  SET check_at = clock_timestamp() + LEAST(GREATEST(clock_timestamp() - published_at, ${FIRST_CHECK}), ${LAST_PAUSE})
  WHERE id = ANY($1::uuid[])`;
const CHECK_ALL = `UPDATE outbox_message SET check_at = clock_timestamp() WHERE published_at IS NOT NULL`;
const LAG = `
  SELECT EXTRACT(EPOCH FROM clock_timestamp() - created_at)::float8 AS seconds
  FROM outbox_message WHERE published_at IS NULL ORDER BY id LIMIT 1`;

export interface DueMessage {
  id: string;
  queue: string;
}

/** The statements behind the relay. Several relays may use one database at once. */
export class OutboxStore {
  constructor(private readonly database: Pick<Database, 'named' | 'query' | 'transaction'>) {}

  /** The oldest messages that no other relay has in hand, now this one's to publish. */
  claim(): Promise<MessageToPublish[]> {
    return this.database.named<MessageToPublish>('outbox_claim', CLAIM);
  }

  async unclaim(ids: readonly string[]): Promise<void> {
    await this.database.named('outbox_unclaim', UNCLAIM, [ids]);
  }

  /**
   * One batch of published messages that are due for a look: `look` says where they are; the completed are forgotten,
   * the missing become unpublished again, the rest is looked at later. Returns how many were due.
   */
  confirm(look: (due: readonly DueMessage[]) => Promise<JobPresence[]>): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [CONFIRM_LOCK]);
      if (!lock?.held) return 0;
      const due = await tx.named<DueMessage>('outbox_due', DUE);
      if (due.length === 0) return 0;
      const presence = await look(due);
      const ids = (wanted: JobPresence) => due.filter((_, i) => presence[i] === wanted).map((message) => message.id);
      await runFor(tx, ids('completed'), 'outbox_confirmed', CONFIRMED);
      await runFor(tx, ids('missing'), 'outbox_unclaim', UNCLAIM);
      await runFor(tx, ids('pending'), 'outbox_postpone', POSTPONE);
      return due.length;
    });
  }

  /** Makes every published message due for a look: Redis may have lost any of them. */
  async checkAll(): Promise<void> {
    await this.database.query(CHECK_ALL);
  }

  /** Age of the oldest message that is not published, in seconds; 0 when there is none. */
  async lagSeconds(): Promise<number> {
    const [oldest] = await this.database.named<{ seconds: number }>('outbox_lag', LAG);
    return oldest?.seconds ?? 0;
  }
}

async function runFor(tx: Sql, ids: readonly string[], name: string, statement: string): Promise<void> {
  if (ids.length > 0) await tx.named(name, statement, [ids]);
}
