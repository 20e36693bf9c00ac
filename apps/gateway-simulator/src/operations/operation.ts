import type { CardVault } from '../cards/card-vault';
import { ApiError } from '../http/api-error';
import type { Form } from '../http/form';
import { stripeId, type Alarm, type Change, type Movement } from '../store/change';
import type { World } from '../store/world';
import type { ObjectOf, StripeObject } from '../stripe-objects';

/** The events that the simulated account's webhook endpoint is subscribed to. */
const DELIVERED_EVENTS = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.closed',
]);

export interface Answer {
  status: number;
  body: object;
  /** The effect happens, the caller hears nothing. */
  silent?: boolean;
}

/** One call of the API: runs without a pause, reads the world, and writes its effects into `change` only. */
export interface Operation {
  /** As faults name it: `payment_intents.create`. */
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  run(call: Call): Answer;
}

interface CallFacts {
  world: World;
  vault: CardVault;
  params: Form;
  pathId: string;
  idempotencyKey: string | null;
  nowMs: number;
  webhooksOn: boolean;
}

export class Call {
  constructor(
    private readonly facts: CallFacts,
    readonly change: Change,
  ) {}

  get world(): World {
    return this.facts.world;
  }
  get vault(): CardVault {
    return this.facts.vault;
  }
  get params(): Form {
    return this.facts.params;
  }
  get pathId(): string {
    return this.facts.pathId;
  }
  get idempotencyKey(): string | null {
    return this.facts.idempotencyKey;
  }
  get nowMs(): number {
    return this.facts.nowMs;
  }
  get created(): number {
    return Math.floor(this.facts.nowMs / 1000);
  }

  /** The object as this call would leave it; a refusal in Stripe's words when there is none. */
  read<K extends StripeObject['object']>(kind: K, id: string, param?: string): ObjectOf<K> {
    const changed = this.change.puts.find((item) => item.id === id && item.object === kind);
    const found = (changed as ObjectOf<K> | undefined) ?? this.world.all(kind).get(id);
    if (!found) throw ApiError.notFound(kind, id, param);
    return found;
  }

  /** What this call put before under the same id is replaced: only the last of it is ever looked at. */
  put<T extends StripeObject>(item: T): T {
    const { puts } = this.change;
    const before = puts.findIndex(({ id }) => id === item.id);
    if (before < 0) puts.push(item);
    else puts[before] = item;
    return item;
  }

  /** Books a movement of money; its number follows the journal's last. */
  move(movement: Omit<Movement, 'seq' | 'at' | 'idempotency_key'>): void {
    this.change.movements.push({
      seq: this.world.movementCount + this.change.movements.length + 1,
      at: new Date(this.nowMs).toISOString(),
      idempotency_key: this.idempotencyKey,
      ...movement,
    });
  }

  /** Lets something happen by itself, under this call's key. */
  later(alarm: Pick<Alarm, 'kind' | 'paymentIntent' | 'refund'>, afterMs: number): void {
    const { idempotencyKey, nowMs } = this;
    this.change.alarms.push({ id: stripeId('alarm'), ...alarm, idempotencyKey, dueMs: nowMs + afterMs });
  }

  emit(type: string, subject: StripeObject): void {
    this.put({
      id: stripeId('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: this.created,
      livemode: false,
      data: { object: subject },
      pending_webhooks: this.facts.webhooksOn && DELIVERED_EVENTS.has(type) ? 1 : 0,
      type,
    });
  }
}

export const ok = (body: object): Answer => ({ status: 200, body });
