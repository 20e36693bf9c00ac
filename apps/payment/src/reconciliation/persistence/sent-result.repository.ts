import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

export interface SentResult {
  readonly correlation_id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const SENT = `
  SELECT envelope FROM outbox_message
  WHERE queue = 'q:pay:subscription_update' AND envelope->'payload'->>$1 = ANY($2::text[])
  ORDER BY outbox_message.id DESC`;

/** Results that were on their way to the subscription service once. Asked for only when one is missed there. */
@Injectable()
export class SentResultRepository {
  constructor(private readonly database: Database) {}

  /** The messages about any of them that are still kept, by `member` of their payload, the newest first. */
  async of(member: string, ids: readonly string[]): Promise<SentResult[]> {
    const rows = await this.database.query<{ envelope: SentResult }>(SENT, [member, ids]);
    return rows.map(({ envelope }) => envelope);
  }
}
