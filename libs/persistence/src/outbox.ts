import { SystemClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { currentContext } from '@libs/observability';
import type { CopyTarget } from './copy-rows';
import type { Database } from './database';
import { newId } from './ids';

/** A message that must reach its queue if, and only if, the transaction that wrote it commits. Ids only: no card, token or mail address. */
export interface OutboxMessage {
  /** The contract's full name, `q:sub:payment_initiation`. */
  queue: string;
  action: string;
  /** What the message is about, a subscription or invoice id. */
  correlationId: string;
  /** The same effect has the same key, however often it is sent. */
  idempotencyKey: string;
  payload: object;
}

/** The JSON that becomes the message; the queue adds `max_attempts` by its policy, whoever writes it `created_at`. */
export function toEnvelope(message: OutboxMessage) {
  return {
    id: newId(),
    action: message.action,
    correlation_id: message.correlationId,
    idempotency_key: message.idempotencyKey,
    request_id: currentContext()?.requestId,
    attempts: 0,
    payload: message.payload,
  };
}

const realTime = new SystemClock();
const MESSAGES: CopyTarget<OutboxMessage> = {
  into: 'outbox_message (id, queue, envelope)',
  row: (message) => {
    const envelope = { created_at: String(realTime.now()), ...toEnvelope(message) };
    return [envelope.id, message.queue, JSON.stringify(envelope)];
  },
};

const HAS_UNPUBLISHED = `SELECT 1 FROM outbox_message WHERE published_at IS NULL LIMIT 1`;

/** Where a use case leaves the messages that its transaction causes. */
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Writes messages in the open transaction; the relay publishes them right after its commit. */
  async add(messages: readonly OutboxMessage[]): Promise<void> {
    if (!this.database.inTransaction) throw new InvariantBroken('outbox messages need the transaction of their cause');
    if (messages.length === 0) return;
    await this.database.copy(MESSAGES, messages);
    this.database.outboxGrew();
  }

  /** Whether a message still waits to be brought into its queue. */
  async hasUnpublished(): Promise<boolean> {
    const rows = await this.database.named('outbox_unpublished', HAS_UNPUBLISHED);
    return rows.length > 0;
  }
}
