import type { CardVault } from './cards/card-vault';
import { takeMoney } from './operations/charge-card';
import { openDispute } from './operations/disputes';
import { Call } from './operations/operation';
import { endRefund, failRefund } from './operations/refunds';
import { emptyChange, type Alarm } from './store/change';
import type { Store } from './store/store';

interface AlarmParts {
  store: Store;
  vault: CardVault;
  nowMs: () => number;
  webhooksOn: boolean;
}

/** Makes happen what was to happen later; what was due while the process was down happens at its start. */
export class Alarms {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly parts: AlarmParts) {
    parts.store.onRecorded((change) => change.alarms.forEach((alarm) => this.set(alarm)));
    parts.store.waitingAlarms.forEach((alarm) => this.set(alarm));
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private set(alarm: Alarm): void {
    const waitMs = Math.max(0, alarm.dueMs - this.parts.nowMs());
    this.timers.set(
      alarm.id,
      setTimeout(() => this.ring(alarm), waitMs),
    );
  }

  private ring(alarm: Alarm): void {
    this.timers.delete(alarm.id);
    const { store, vault, nowMs, webhooksOn } = this.parts;
    const change = { ...emptyChange(), rung: [alarm.id] };
    const { idempotencyKey, paymentIntent } = alarm;
    const facts = { world: store.world, vault, params: {}, pathId: paymentIntent, nowMs: nowMs(), webhooksOn };
    happen(new Call({ ...facts, idempotencyKey }, change), alarm);
    store.apply(change);
    // A change that cannot be written stays due: the next start rings again.
    void store.record(change).catch(() => undefined);
  }
}

function happen(call: Call, alarm: Alarm): void {
  const intent = call.read('payment_intent', alarm.paymentIntent);
  const charge = call.read('charge', intent.latest_charge ?? '');
  if (alarm.kind === 'end_refund') endRefund(call, call.read('refund', alarm.refund ?? ''));
  if (alarm.kind === 'fail_refund') failRefund(call, call.read('refund', alarm.refund ?? ''));
  if (alarm.kind === 'settle' && intent.status === 'processing') takeMoney(call, intent, charge);
  // Money that was refunded in the meantime is not disputed any more.
  if (alarm.kind === 'dispute' && !charge.refunded && !charge.disputed) openDispute(call, charge);
}
