import { newId } from '@libs/persistence';
import { STAFF, type BillingWorld, type WorldAnswer } from '../../testing/billing-world';
import { DueWorkApi } from '../../due-work/due-work.api';
import { CreatePlan } from '../../catalog/use-cases/create-plan';
import type { PlanDraft } from '../../catalog/plan-draft';
import { SubscriptionsApi } from '../subscriptions.api';

type Body = Record<string, unknown>;

/** Somebody with a paid subscription, and what they do next; each deed is a request. */
export class Subscriber {
  private constructor(
    private readonly world: BillingWorld,
    readonly accountId: string,
    readonly id: string,
  ) {}

  /** From an instant on, with its first invoice paid. */
  static async of(world: BillingWorld, planId: number, facts: Body = {}, account: Body = {}): Promise<Subscriber> {
    const { id: accountId } = await world.account(account);
    const started = await world.call('POST', '/v1/subscriptions', accountId, { plan_id: planId, ...facts });
    if (started.status !== 201) throw new Error(JSON.stringify(started.body));
    const subscriber = new Subscriber(world, accountId, started.body.data.id);
    if (started.body.data.status === 'pending') await subscriber.pays(started.body.data.invoice_id);
    return subscriber;
  }

  static known(world: BillingWorld, accountId: string, id: string): Subscriber {
    return new Subscriber(world, accountId, id);
  }

  /** The payment service tells that an invoice was paid in full, or that it was declined. */
  async pays(invoiceId: string, status: 'success' | 'failed' = 'success'): Promise<void> {
    const { data } = (await this.world.call('GET', `/v1/invoices/${invoiceId}`, STAFF)).body;
    const told = { transactionId: newId(), invoiceId, subscriptionId: this.id, status, failureCode: 'card_declined' };
    const subscriptions = this.world.get(SubscriptionsApi);
    await this.world.database.transaction(() =>
      subscriptions.applyPaymentResult({ ...told, amount: data.amount_due, currency: data.currency }),
    );
  }

  changes(body: Body, by = this.accountId): Promise<WorldAnswer> {
    return this.world.call('PUT', `/v1/subscriptions/${this.id}`, by, body);
  }

  previews(body: Body): Promise<WorldAnswer> {
    return this.post('preview', body);
  }

  post(verb: string, body: Body = {}): Promise<WorldAnswer> {
    return this.world.call('POST', `/v1/subscriptions/${this.id}/${verb}`, this.accountId, body);
  }

  cancels(query: string, by = this.accountId): Promise<WorldAnswer> {
    return this.world.call('DELETE', `/v1/subscriptions/${this.id}?${query}`, by);
  }

  async now() {
    return (await this.world.call('GET', `/v1/subscriptions/${this.id}`, this.accountId)).body.data;
  }

  /** Account credit in major units. */
  async credit(): Promise<number> {
    const [row] = await this.world.rows<{ sum: string }>(
      `SELECT coalesce(sum(amount_minor), 0) AS sum FROM credit_movement WHERE account_id = $1`,
      [this.accountId],
    );
    return Number(row?.sum) / 100;
  }

  /** Lines of its invoices that are not void, in the order they were made. */
  async lines(): Promise<[kind: string, total: string, status: string][]> {
    const rows = await this.world.rows<{ kind: string; total: string; status: string }>(
      `SELECT kind, line_total_minor AS total, status FROM invoice JOIN invoice_line ON invoice_id = invoice.id
       WHERE subscription_id = $1 AND status <> 'void' ORDER BY issued_at, number, position`,
      [this.id],
    );
    return rows.map(({ kind, total, status }) => [kind, total, status]);
  }

  async events(): Promise<string[]> {
    const { body } = await this.world.call('GET', `/v1/subscriptions/${this.id}/events?limit=100`, this.accountId);
    return (body.data as { type: string; cause: string }[]).map(({ type, cause }) => `${type} ${cause}`).reverse();
  }
}

/** Moves the clock, and does what falls due on the way. */
export async function timePasses(world: BillingWorld, until: string): Promise<void> {
  world.clock.moveTo(until);
  await world.get(DueWorkApi).run();
}

/** A plan with a price of its own, monthly in USD unless told otherwise. */
export async function planAt(world: BillingWorld, price: string, facts: Partial<PlanDraft> = {}): Promise<number> {
  const draft = {
    name: `P${price}`,
    code: `plan_${newId()}`,
    currency: 'USD',
    cycleUnit: 'monthly',
    ...facts,
  } as const;
  return (await world.get(CreatePlan).run({ ...draft, price })).id;
}
