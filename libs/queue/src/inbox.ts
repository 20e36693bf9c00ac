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
