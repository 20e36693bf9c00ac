import type { CardBehavior } from '../cards/test-cards';
import type { ObjectOf, StripeEvent, StripeObject } from '../stripe-objects';
import type { Alarm, Change, StoredAnswer } from './change';
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
/** Of each kind; far more than are changed while one write of the log is under way. */
const IN_MEMORY_MAX = 5_000;
/** Stripe lists events for thirty days. */
const EVENTS_MAX = 10_000;
/** Of so many movements one has its place in the log noted. */
const JOURNAL_STEP = 500;

/**
 * All that the simulator knows, rebuilt at start by applying the log's changes in order. Objects are never mutated. What
 * was not changed for long, stored answers and the journal are in the log alone, and here is where they begin (`at`).
 */
export class World {
  movementCount = 0;
  readonly alarms = new Map<string, Alarm>();
  /** Events whose webhook no one has acknowledged yet, oldest first, and their places in the log. */
  readonly undelivered = new Map<string, number>();
  private readonly collections: ReadonlyMap<string, Collection<StripeObject>>;
  private readonly behaviors = new Map<string, CardBehavior>();
  private readonly answers = new Map<string, { at: number; atMs: number }>();
  private readonly journalMarks: number[] = [];

  constructor(private readonly changeAt: (at: number) => Change) {
    const load = (id: string, at: number) => this.objectAt(id, at);
    const limitsOf = (kind: string) => ({ inMemory: IN_MEMORY_MAX, ...(kind === 'event' && { known: EVENTS_MAX }) });
    this.collections = new Map(KINDS.map((kind) => [kind, new Collection<StripeObject>(limitsOf(kind), load)]));
  }

  /** `at`: where in the log the change begins. */
  apply(change: Change, at: number): void {
    for (const item of change.puts) {
      this.collections.get(item.object)?.put(item, at);
      if (item.object === 'event' && item.pending_webhooks > 0) this.undelivered.set(item.id, at);
    }
    for (const { seq } of change.movements) {
      this.movementCount = seq;
      if ((seq - 1) % JOURNAL_STEP === 0) this.journalMarks.push(at);
    }
    for (const [paymentMethod, behavior] of change.behaviors) this.behaviors.set(paymentMethod, behavior);
    if (change.answer) this.keepAnswer(change.answer, at);
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

  /** An event that waits for its webhook. */
  waitingEvent(id: string): StripeEvent | undefined {
    const at = this.undelivered.get(id);
    return at === undefined ? undefined : (this.all('event').get(id) ?? (this.objectAt(id, at) as StripeEvent));
  }

  answerOf(key: string, nowMs: number): StoredAnswer | undefined {
    const stored = this.answers.get(key);
    return stored && nowMs - stored.atMs < ANSWER_LIFETIME_MS ? this.changeAt(stored.at).answer : undefined;
  }

  /** Keys are kept a day, as at Stripe. The map is in order of age, so the old ones are at its front. */
  keepAnswer({ key, atMs }: StoredAnswer, at: number): void {
    for (const [old, { atMs: oldMs }] of this.answers) {
      if (atMs - oldMs < ANSWER_LIFETIME_MS) break;
      this.answers.delete(old);
    }
    this.answers.delete(key);
    this.answers.set(key, { at, atMs });
  }

  /** A place in the log from which on the movement after this one is found. */
  journalMark(after: number): number {
    return this.journalMarks[Math.floor(after / JOURNAL_STEP)] ?? 0;
  }

  private objectAt(id: string, at: number): StripeObject {
    const found = this.changeAt(at).puts.findLast((item) => item.id === id);
    if (!found) throw new Error(`the log has nothing of ${id} at ${at}`);
    return found;
  }
}
