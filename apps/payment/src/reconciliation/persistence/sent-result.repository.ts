import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

export interface SentResult {
  action: string;
  correlation_id: string;
  payload: object;
}

const LAST_SENT = `
  SELECT DISTINCT ON (id) envelope->'payload'->>$1 AS id, envelope
  FROM outbox_message
  WHERE queue = 'q:pay:subscription_update' AND envelope->'payload'->>$1 = ANY($2::text[])
  ORDER BY id, outbox_message.id DESC`;

/** Results that were on their way to the subscription service once. Asked for only when one is missed there. */
@Injectable()
export class SentResultRepository {
  constructor(private readonly database: Database) {}

  /** The last message about each of them that is still kept, by `member` of its payload. */
  async last(
    member: 'payment_id' | 'refund_id' | 'dispute_id',
    ids: readonly string[],
  ): Promise<Map<string, SentResult>> {
    const rows = await this.database.query<{ id: string; envelope: SentResult }>(LAST_SENT, [member, ids]);
    return new Map(rows.map(({ id, envelope }) => [id, envelope]));
  }
}
