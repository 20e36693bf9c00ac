import { emptyChange } from '../store/change';
import type { Store } from '../store/store';
import type { StripeEvent } from '../stripe-objects';
import { signEvent } from './sign-event';

export interface WebhookTarget {
  url: string;
  secret: string;
}

interface Delivery {
  event_id: string;
  type: string;
  attempts: number;
  last_status: number | null;
  delivered_at: string | null;
}

interface Pending {
  eventId: string;
  attempts: number;
}

const CONCURRENCY = 16;
const TIMEOUT_MS = 10_000;
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 30_000;
/** While nobody listens at all, one event at a time is tried, this often: the backlog goes out soon after. */
const PROBE_EVERY_MS = 1000;
const RECENT_MAX = 1000;

/** Delivers events until they are acknowledged with 2xx. What is open is known from the log, so a restart goes on. */
export class WebhookSender {
  /** Due now, oldest first. What waits for its next attempt is held by its timer. */
  private readonly due = new Map<string, Pending>();
  private readonly recent = new Map<string, Delivery>();
  private inFlight = 0;
  private listenerGoneUntilMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly store: Store,
    private readonly target: WebhookTarget | undefined,
    private readonly nowMs: () => number,
  ) {
    if (!target) return;
    for (const eventId of store.world.undelivered.keys()) this.enqueue(eventId);
    store.onRecorded((change) => {
      for (const item of change.puts) if (item.object === 'event' && item.pending_webhooks > 0) this.enqueue(item.id);
      this.pump();
    });
    this.pump();
  }

  /** The last thousand, newest first. */
  recentDeliveries(): Delivery[] {
    return [...this.recent.values()].reverse();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private enqueue(eventId: string): void {
    this.due.set(eventId, { eventId, attempts: 0 });
  }

  private pump(): void {
    const pauseMs = this.listenerGoneUntilMs - this.nowMs();
    if (this.stopped || this.timer) return;
    if (pauseMs > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.pump();
      }, pauseMs);
      return;
    }
    const slots = this.listenerGoneUntilMs > 0 ? 1 : CONCURRENCY;
    for (const pending of this.due.values()) {
      if (this.inFlight >= slots) return;
      void this.deliver(pending);
    }
  }

  private async deliver(pending: Pending): Promise<void> {
    this.due.delete(pending.eventId);
    const event = this.store.world.waitingEvent(pending.eventId);
    if (!event) return;
    this.inFlight += 1;
    const status = await this.post(event).catch(() => null);
    this.inFlight -= 1;
    if (this.stopped) return;
    const attempts = pending.attempts + 1;
    const acknowledged = status !== null && status >= 200 && status < 300;
    this.note(event, attempts, status, acknowledged);
    this.listenerGoneUntilMs = status === null ? this.nowMs() + PROBE_EVERY_MS : 0;
    if (acknowledged) this.settle(event);
    else this.tryAgain({ ...pending, attempts }, status);
    this.pump();
  }

  private tryAgain(pending: Pending, status: number | null): void {
    const put = () => this.due.set(pending.eventId, pending);
    // Nobody listened: the pause is the sender's, not the event's.
    if (status === null) return void put();
    const waitMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(pending.attempts - 1, 10));
    setTimeout(() => {
      put();
      this.pump();
    }, waitMs).unref();
  }

  private settle(event: StripeEvent): void {
    const change = { ...emptyChange(), delivered: [event.id] };
    this.store.apply(change);
    // Unrecorded, it is sent once more after a restart; receivers know events by their id.
    void this.store.record(change).catch(() => undefined);
  }

  private async post(event: StripeEvent): Promise<number> {
    const { url, secret } = this.target as WebhookTarget;
    const body = JSON.stringify(event);
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signEvent(body, secret, Math.floor(this.nowMs() / 1000)),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  }

  private note(event: StripeEvent, attempts: number, status: number | null, acknowledged: boolean): void {
    this.recent.delete(event.id);
    this.recent.set(event.id, {
      event_id: event.id,
      type: event.type,
      attempts,
      last_status: status,
      delivered_at: acknowledged ? new Date(this.nowMs()).toISOString() : null,
    });
    const oldest = this.recent.keys().next();
    if (this.recent.size > RECENT_MAX && !oldest.done) this.recent.delete(oldest.value);
  }
}
