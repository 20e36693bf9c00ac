import { Injectable } from '@nestjs/common';
import { LEDGER_REFERENCE_KINDS, type LedgerReferenceKind } from '@libs/dto';
import { Database, newId, Outbox, type OutboxMessage } from '@libs/persistence';
import type { BookedPart } from '../ledger-parts';
import { MismatchRepository } from '../persistence/mismatch.repository';
import { SentResultRepository, type SentResult } from '../persistence/sent-result.repository';

interface Telling {
  readonly action: string;
  /** The member of the payload that names what it is about. */
  readonly member: string;
  /** Whether a message about it is the one that told this part. */
  isIt(payload: SentResult['payload']): boolean;
  /** For one that is not kept any more. */
  payloadOf(id: string): object;
}

const dispute = (status: string): Telling => ({
  action: 'dispute_result',
  member: 'dispute_id',
  isIt: (payload) => payload['status'] === status,
  payloadOf: (id) => ({ dispute_id: id, status, event_id: newId() }),
});

/** The first outcome of a refund is the event that bears its own id. */
const TELLINGS: Readonly<Record<LedgerReferenceKind, Telling>> = {
  payment: {
    action: 'payment_result',
    member: 'payment_id',
    isIt: () => true,
    // Not its own id: by that, the failure of one that was captured late is told. A transaction succeeds once, however told.
    payloadOf: (id) => ({ payment_id: id, event_id: newId() }),
  },
  refund: {
    action: 'refund_result',
    member: 'refund_id',
    isIt: (payload) => payload['event_id'] === payload['refund_id'],
    payloadOf: (id) => ({ refund_id: id, event_id: id }),
  },
  refund_returned: {
    action: 'refund_result',
    member: 'refund_id',
    isIt: (payload) => payload['event_id'] !== payload['refund_id'],
    payloadOf: (id) => ({ refund_id: id, event_id: newId() }),
  },
  dispute: dispute('opened'),
  dispute_won: dispute('won'),
  dispute_lost: dispute('lost'),
  fee: {
    action: 'fee_charged',
    member: 'fee_id',
    isIt: () => true,
    payloadOf: (id) => ({ fee_id: id, event_id: newId() }),
  },
};

/**
 * Tells once more what the ledger does not have, under the event id that it was told with: whoever has applied that event
 * already will not apply it again. One that is not kept is told under a new id: each outcome of each subject counts once.
 */
@Injectable()
export class ResendResults {
  constructor(
    private readonly database: Database,
    private readonly sent: SentResultRepository,
    private readonly mismatches: MismatchRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Returns, as `kind id`, those that were not sent again by an earlier run: for them it may help. */
  async execute(runId: string, missed: readonly BookedPart[]): Promise<ReadonlySet<string>> {
    if (missed.length === 0) return new Set();
    const messages: OutboxMessage[] = [];
    for (const kind of LEDGER_REFERENCE_KINDS) {
      const parts = missed.filter(({ reference }) => reference.kind === kind);
      if (parts.length > 0) messages.push(...(await this.messagesOf(runId, kind, parts)));
    }
    const references = missed.map(({ movement }) => movement.reference);
    const before = await this.mismatches.resent(runId, references);
    await this.database.transaction(() => this.outbox.add(messages));
    const first = missed.filter(({ movement }) => !before.has(movement.reference));
    return new Set(first.map(({ reference: { kind, id } }) => `${kind} ${id}`));
  }

  private async messagesOf(runId: string, kind: LedgerReferenceKind, parts: readonly BookedPart[]) {
    const { action, member, isIt, payloadOf } = TELLINGS[kind];
    const sent = (await this.sent.of(member, parts.map(toldAs))).filter(({ payload }) => isIt(payload));
    return parts.map((part): OutboxMessage => {
      const id = toldAs(part);
      const before = sent.find(({ payload }) => payload[member] === id);
      return {
        queue: 'q:pay:subscription_update',
        action,
        correlationId: before?.correlation_id ?? part.ours.paymentId,
        idempotencyKey: `resend-${runId}-${kind}-${id}`,
        payload: before?.payload ?? payloadOf(id),
      };
    });
  }
}

function toldAs({ reference, feeId }: BookedPart): string {
  return feeId ?? reference.id;
}
