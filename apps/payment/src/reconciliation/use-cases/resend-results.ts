import { Injectable } from '@nestjs/common';
import type { LedgerReference } from '@libs/dto';
import { Database, newId, Outbox, type OutboxMessage } from '@libs/persistence';
import type { OurRecord } from '../reconciliation';
import { MismatchRepository } from '../persistence/mismatch.repository';
import { SentResultRepository } from '../persistence/sent-result.repository';

export interface MissedResult {
  kind: LedgerReference['kind'];
  record: OurRecord;
  /** The gateway's. */
  reference: string;
}

const MEMBERS = { payment: 'payment_id', refund: 'refund_id', dispute: 'dispute_id' } as const;
const ACTIONS = { payment: 'payment_result', refund: 'refund_result', dispute: 'dispute_result' } as const;

/**
 * Tells once more what the ledger does not have, under the event id that it was told with: whoever has applied that event
 * already will not apply it again.
 */
@Injectable()
export class ResendResults {
  constructor(
    private readonly database: Database,
    private readonly sent: SentResultRepository,
    private readonly mismatches: MismatchRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Returns the ids of those that were not sent again by an earlier run: for them it may help. */
  async execute(runId: string, missed: readonly MissedResult[]): Promise<ReadonlySet<string>> {
    if (missed.length === 0) return new Set();
    const messages: OutboxMessage[] = [];
    for (const kind of ['payment', 'refund', 'dispute'] as const) {
      const records = missed.filter((result) => result.kind === kind).map(({ record }) => record);
      if (records.length > 0) messages.push(...(await this.messagesOf(runId, kind, records)));
    }
    const before = await this.mismatches.resent(
      runId,
      missed.map(({ reference }) => reference),
    );
    await this.database.transaction(() => this.outbox.add(messages));
    return new Set(missed.filter(({ reference }) => !before.has(reference)).map(({ record }) => record.id));
  }

  private async messagesOf(runId: string, kind: MissedResult['kind'], records: readonly OurRecord[]) {
    const known = await this.sent.last(
      MEMBERS[kind],
      records.map(({ id }) => id),
    );
    return records.map((record): OutboxMessage => {
      const before = known.get(record.id);
      return {
        queue: 'q:pay:subscription_update',
        action: ACTIONS[kind],
        correlationId: before?.correlation_id ?? record.paymentId,
        idempotencyKey: `resend-${runId}-${record.id}`,
        payload: before?.payload ?? payloadOf(kind, record),
      };
    });
  }
}

/** The first outcome of a payment or a refund is the event that bears its own id. */
function payloadOf(kind: MissedResult['kind'], { id }: OurRecord): object {
  if (kind === 'payment') return { payment_id: id, event_id: id };
  if (kind === 'refund') return { refund_id: id, event_id: id };
  return { dispute_id: id, status: 'opened', event_id: newId() };
}
