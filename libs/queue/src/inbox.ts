import type { Sql } from '@libs/persistence';

const INSERT = `
  INSERT INTO consumed_message (consumer, message_id) VALUES ($1, $2)
  ON CONFLICT DO NOTHING RETURNING 1`;

/**
 * True for the first call with this message id. Call it in the transaction of the effect: then a message that is
 * delivered twice, also to two workers at once, has one effect (the second insert waits for the first to commit).
 */
export async function consumeOnce(tx: Sql, consumer: string, messageId: string): Promise<boolean> {
  const rows = await tx.named('inbox_insert', INSERT, [consumer, messageId]);
  return rows.length === 1;
}

const FORGET = `DELETE FROM consumed_message WHERE consumed_at < clock_timestamp() - make_interval(days => $1)`;

/** Housekeeping: a message can only come again while its sender's outbox holds it, which is minutes, not months. */
export async function forgetConsumed(sql: Sql, olderThanDays: number): Promise<void> {
  await sql.query(FORGET, [olderThanDays]);
}
