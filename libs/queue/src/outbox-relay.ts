import { AsyncResource } from 'node:async_hooks';
import type { Database } from '@libs/persistence';
import { logger, metrics } from '@libs/observability';
import { BATCH, OutboxStore, type DueMessage } from './outbox-store';
import type { JobPresence, QueueClient } from './queue-client';
import { queueNamed } from './queue-registry';

const POLL_MS = 1000;
const log = logger('outbox');

type RelayDatabase = Pick<Database, 'named' | 'query' | 'transaction' | 'onOutboxGrowth'>;
type RelayClient = Pick<QueueClient, 'publish' | 'jobStates' | 'epoch' | 'isReady'>;

/**
 * Brings what transactions left in the outbox into the queues, and keeps it there until its message was completed: a
 * Redis that forgets is told again (promise 13). Messages may so arrive twice; consumers are idempotent.
 */
export class OutboxRelay {
  private readonly store: OutboxStore;
  // Its work belongs to no request, though a request wakes it up: log lines must not carry that request's id.
  private readonly detached = new AsyncResource('OutboxRelay');
  private timer?: NodeJS.Timeout;
  private stopped = true;
  private wanted = false;
  private troubled = false;
  private epoch?: string;
  private publishing?: Promise<void>;
  private polling?: Promise<void>;

  constructor(
    database: RelayDatabase,
    private readonly client: RelayClient,
  ) {
    this.store = new OutboxStore(database);
    database.onOutboxGrowth(() => this.kick());
  }

  /** Looks every second for what no kick announced: messages of processes that died, or of times without Redis. */
  start(): void {
    this.stopped = false;
    this.detached.runInAsyncScope(() => this.pollAfter(0));
  }

  /** There are new messages: publishes them at once, many kicks together. Never waits and never throws. */
  kick(): void {
    this.wanted = true;
    // In trouble the poll goes on trying, once a second: kicks by the thousand must not.
    if (this.stopped || this.troubled || this.publishing || !this.client.isReady) return;
    this.detached.runInAsyncScope(() => void this.publishAll().catch((error: unknown) => this.note(error)));
  }

  /** Finishes what it has in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.allSettled([this.publishing, this.polling]);
  }

  private pollAfter(milliseconds: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.polling = this.poll().finally(() => this.pollAfter(POLL_MS));
    }, milliseconds);
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    try {
      metrics.outboxLagSeconds.set(await this.store.lagSeconds());
      if (!this.client.isReady) return;
      await this.noticeLoss();
      await this.confirmAll();
      await this.publishAll();
      if (this.troubled) log.info('the outbox is being published again');
      this.troubled = false;
    } catch (error) {
      this.note(error);
    }
  }

  private publishAll(): Promise<void> {
    this.publishing ??= this.publishBatches();
    return this.publishing;
  }

  private async publishBatches(): Promise<void> {
    try {
      let published: number;
      do {
        this.wanted = false;
        published = await this.publishBatch();
      } while ((published === BATCH || this.wanted) && !this.stopped);
    } finally {
      // In the same breath as the look at `wanted`: a kick between the two would be lost until the next poll.
      this.publishing = undefined;
    }
  }

  private async publishBatch(): Promise<number> {
    const messages = await this.store.claim();
    if (messages.length === 0) return 0;
    try {
      await this.client.publish(messages);
    } catch (error) {
      await this.store.unclaim(messages.map((message) => message.envelope.id));
      throw error;
    }
    return messages.length;
  }

  private async noticeLoss(): Promise<void> {
    const epoch = await this.client.epoch();
    if (epoch === this.epoch) return;
    if (this.epoch !== undefined) log.warn('Redis was restarted or wiped; checking all published messages');
    await this.store.checkAll();
    this.epoch = epoch;
  }

  private async confirmAll(): Promise<void> {
    let due: number;
    do {
      due = await this.store.confirm((messages) => this.look(messages));
    } while (due === BATCH && !this.stopped);
  }

  private async look(messages: readonly DueMessage[]): Promise<JobPresence[]> {
    const presence = new Map<string, JobPresence>();
    for (const queue of new Set(messages.map((message) => message.queue))) {
      const ids = messages.filter((message) => message.queue === queue).map((message) => message.id);
      const found = await this.client.jobStates(queueNamed(queue), ids);
      ids.forEach((id, i) => presence.set(id, found[i] ?? 'pending'));
    }
    return messages.map((message) => presence.get(message.id) ?? 'pending');
  }

  private note(error: unknown): void {
    if (!this.troubled) log.warn({ err: error }, 'the outbox cannot be published; trying on');
    this.troubled = true;
  }
}
