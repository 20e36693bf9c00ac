import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { newId } from '@libs/persistence';
import { QUEUES, QueueClient, type QueueName } from '@libs/queue';
import { type BenchCaller, inParallel, post } from './callers';
import type { BenchEnvironment } from './environment';
import { testCard } from './prepared-invoices';

const CHARGES: QueueName = 'q:sub:payment_initiation';
const RESULTS: QueueName = 'q:pay:subscription_update';
const PUBLISHED_AT_ONCE = 500;
const POLL_MS = 20;

/** Messages that ask for charges of saved cards, and how far the worker is with them. */
export class ChargeMessages {
  private readonly connection: Redis;
  private readonly client: QueueClient;
  private readonly charges: Queue;
  private readonly results: Queue;

  constructor(private readonly environment: BenchEnvironment) {
    const { redis, queues } = environment.launcher.config;
    this.connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    this.client = new QueueClient({ redisUrl: redis.url, commandTimeoutMs: 10_000, settings: queues });
    const open = (name: QueueName) =>
      new Queue(QUEUES[name].name, { connection: this.connection, prefix: queues.keyPrefix + QUEUES[name].prefix });
    [this.charges, this.results] = [open(CHARGES), open(RESULTS)];
  }

  /** Telling the other service of results is the journey's to measure: they pile up here. */
  async holdResults(): Promise<void> {
    while (!this.client.isReady) await sleep(POLL_MS);
    await this.results.pause();
  }

  /** Puts in as many messages, each about another invoice, while nobody takes any. */
  async fill(payers: readonly BenchCaller[], count: number): Promise<void> {
    await this.charges.pause();
    for (let left = count; left > 0; left -= PUBLISHED_AT_ONCE) {
      const size = Math.min(left, PUBLISHED_AT_ONCE);
      await this.client.publish(Array.from({ length: size }, (_, index) => chargeMessage(payers, left + index)));
    }
  }

  async release(): Promise<void> {
    await this.charges.resume();
  }

  /** Returns when the worker has taken and ended all, or when the time is over. */
  async drained(secondsMax: number): Promise<void> {
    const endsAt = performance.now() + secondsMax * 1000;
    while (performance.now() < endsAt) {
      const { waiting, active } = await this.charges.getJobCounts('waiting', 'active');
      if (waiting === 0 && active === 0) return;
      await sleep(POLL_MS);
    }
  }

  /** What earlier runs left behind is out of the way, as it would be. */
  async clear(): Promise<void> {
    await this.results.drain();
    await this.onDatabase((client) => client.query('TRUNCATE outbox_message'));
  }

  /** Invoices that were charged so far. */
  async paid(): Promise<number> {
    return this.onDatabase(async (client) => {
      const text = `SELECT count(*)::int AS paid FROM payment WHERE status = 'success'`;
      return (await client.query<{ paid: number }>(text)).rows[0]?.paid ?? 0;
    });
  }

  async close(): Promise<void> {
    await this.results.resume();
    await Promise.all([this.charges.close(), this.results.close(), this.client.close()]);
    this.connection.disconnect();
  }

  private async onDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.environment.superuserUrl('billing_payment') });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

/** Each payer saves a card, as customers do. */
export async function saveCards(environment: BenchEnvironment, payers: readonly BenchCaller[]): Promise<void> {
  const url = `${environment.urlOf('payment')}/v1/payment-methods`;
  await inParallel(payers.length, 8, (index) => post(url, testCard(), payers[index]?.headers));
}

function chargeMessage(payers: readonly BenchCaller[], turn: number) {
  const payer = payers[turn % payers.length];
  if (!payer) throw new Error('nobody can pay');
  const invoiceId = newId();
  const facts = {
    action: 'renewal',
    correlation_id: invoiceId,
    idempotency_key: invoiceId,
    request_id: `bench-${invoiceId}`,
  };
  const payload = {
    invoice_id: invoiceId,
    subscription_id: newId(),
    account_id: payer.accountId,
    user_id: payer.userId,
    amount_minor: '2999',
    currency: 'USD',
    status: 'due',
    version: 1,
    charge: { key: 'issue', payment_method_id: null },
  };
  const created = new Date().toISOString();
  return { queue: CHARGES, envelope: { id: newId(), ...facts, created_at: created, payload } };
}
