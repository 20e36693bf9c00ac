import type { CardBehavior } from '../cards/test-cards';
import type { ObjectOf, StripeEvent, StripeObject } from '../stripe-objects';
import type { Alarm, Change, Movement, StoredAnswer } from './change';
import { Collection } from './collection';

const ANSWER_LIFETIME_MS = 24 * 3600 * 1000;
const KINDS = [
  'customer',
  'payment_method',
  'payment_intent',
  'setup_intent',
  'charge',
  'refund',
  'dispute',
  'balance_transaction',
  'event',
] as const;

/** All that the simulator knows, rebuilt at start by applying the log's changes in order. Objects are never mutated. */
export class World {
  readonly journal: Movement[] = [];
  readonly alarms = new Map<string, Alarm>();
  /** Events whose webhook no one has acknowledged yet, oldest first. */
  readonly undelivered = new Map<string, StripeEvent>();
  private readonly collections = new Map<string, Collection<StripeObject>>(
    KINDS.map((kind) => [kind, new Collection<StripeObject>()]),
  );
  private readonly behaviors = new Map<string, CardBehavior>();
  private readonly answers = new Map<string, StoredAnswer>();

  apply(change: Change): void {
    for (const item of change.puts) {
      this.all(item.object).put(item);
      if (item.object === 'event' && item.pending_webhooks > 0) this.undelivered.set(item.id, item);
    }
    for (const id of change.removed) for (const collection of this.collections.values()) collection.remove(id);
    for (const movement of change.movements) this.journal.push(movement);
    for (const [paymentMethod, behavior] of change.behaviors) this.behaviors.set(paymentMethod, behavior);
    if (change.answer) this.keepAnswer(change.answer);
    for (const alarm of change.alarms) this.alarms.set(alarm.id, alarm);
    for (const id of change.rung) this.alarms.delete(id);
    for (const id of change.delivered) this.undelivered.delete(id);
  }

  all<K extends StripeObject['object']>(kind: K): Collection<ObjectOf<K>> {
    return this.collections.get(kind) as unknown as Collection<ObjectOf<K>>;
  }

  find(id: string): StripeObject | undefined {
    for (const collection of this.collections.values()) {
      const item = collection.get(id);
      if (item) return item;
    }
    return undefined;
  }

  behaviorOf(paymentMethod: string): CardBehavior {
    return this.behaviors.get(paymentMethod) ?? 'approves';
  }

  answerOf(key: string, nowMs: number): StoredAnswer | undefined {
    const answer = this.answers.get(key);
    return answer && nowMs - answer.atMs < ANSWER_LIFETIME_MS ? answer : undefined;
  }

  /** Keys are kept a day, as at Stripe. The map is in order of age, so the old ones are at its front. */
  keepAnswer(answer: StoredAnswer): void {
    for (const [key, old] of this.answers) {
      if (answer.atMs - old.atMs < ANSWER_LIFETIME_MS) break;
      this.answers.delete(key);
    }
    this.answers.delete(answer.key);
    this.answers.set(answer.key, answer);
  }
}
