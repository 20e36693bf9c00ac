import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GoodClient, Reply } from './good-client';
import { GOOD_CARD, type JourneyPlan } from './journey-plan';
import { Payer } from './payer';
import { Staff } from './staff';
import type { CustomerRecord, Witness } from './witness';

export const PLANS = { basicTrial: 1, pro: 2, enterprise: 3 } as const;

export interface JourneyWorld {
  client: GoodClient;
  witness: Witness;
  urls: { subscription: string; payment: string };
  staffToken: string;
}

interface Subscribed {
  id: string;
  status: string;
  amount: number;
  currency: string;
  invoice_id?: string;
}

const ACTIVE_WITHIN_MS = 150_000;
const LOOK_MS = 300;

/** One customer, from registering to a refund, as the plan has it. */
export class Journey {
  private readonly payer: Payer;

  constructor(
    private readonly world: JourneyWorld,
    private readonly plan: JourneyPlan,
    private readonly customer: CustomerRecord,
  ) {
    this.payer = new Payer(world, customer);
  }

  static async begin(world: JourneyWorld, plan: JourneyPlan): Promise<Journey> {
    const email = `faults-${randomUUID()}@example.com`;
    const body = { email, password: 'Faults-Passw0rd!', first_name: 'Fay', last_name: 'Ult' };
    const url = `${world.urls.subscription}/v1/auth/register`;
    const { data } = await world.client.post({ what: 'register', url, body });
    const customer: CustomerRecord = {
      email,
      accountId: data.account_id,
      token: data.access_token,
      subscriptionIds: [],
      uses: { counted: 0, refused: 0 },
      payments: [],
      methodIds: [],
      hasSmallerPlan: false,
    };
    world.witness.customers.push(customer);
    return new Journey(world, plan, customer);
  }

  async travel(): Promise<void> {
    const { plan } = this;
    if (plan.trial) await this.triesOut();
    if (plan.savesCard === 'before') await this.payer.savesCard(GOOD_CARD);
    const subscription = await this.subscribes();
    if (!subscription) return;
    if (subscription.status === 'pending') {
      if (plan.savesCard === 'before' && subscription.invoice_id) await this.payer.paysInvoice(subscription.invoice_id);
      const order = { subscription_id: subscription.id, amount: subscription.amount, currency: subscription.currency };
      await this.payer.pays(order, { ...plan, saves: plan.savesCard === 'while paying' });
    }
    if (!(await this.isActive(subscription.id))) return;
    for (const delta of plan.uses) await this.uses(delta);
    if (plan.change !== 'none') await this.changesPlan(subscription.id);
    if (plan.refund) await new Staff(this.world).givesBack(this.customer, subscription.invoice_id, plan.refund);
  }

  private async triesOut(): Promise<void> {
    const reply = await this.post('start a trial', '/v1/subscriptions/trial', { trial_plan_id: PLANS.basicTrial });
    if (reply.status !== 201) return;
    this.customer.subscriptionIds.push(reply.data.id);
    for (const delta of this.plan.trialUses) await this.uses(delta);
  }

  /** 402: the saved card was declined, and the subscription waits for another. */
  private async subscribes() {
    const reply = await this.post('subscribe', '/v1/subscriptions/', { plan_id: PLANS.pro }, [402]);
    if (reply.data?.id) this.customer.subscriptionIds.push(reply.data.id);
    return reply.data as Subscribed | undefined;
  }

  private async uses(delta: number): Promise<void> {
    const { uses } = this.customer;
    const reply = await this.post('use', '/v1/usage/use', { feature_name: 'api_calls', delta }, [403]);
    if (reply.status === 200) uses.counted += delta;
    else if (reply.code === 'limit_exceeded') uses.refused += 1;
    else this.world.witness.outrage(`a use while a subscription is in force: ${reply.status} ${reply.text}`);
  }

  private async changesPlan(id: string): Promise<void> {
    this.customer.hasSmallerPlan = this.plan.change === 'down';
    const planId = this.plan.change === 'up' ? PLANS.enterprise : PLANS.basicTrial;
    const reply = await this.post(
      'change the plan',
      `/v1/subscriptions/${id}/change-plan`,
      { new_plan_id: planId, ...(this.plan.change === 'down' && { effective: 'now' }) },
      [402],
    );
    const invoice = reply.data?.proration?.invoice as { id: string; amount_due: number; currency: string } | undefined;
    if (!reply.data?.payment_required || !invoice) return;
    const order = { invoice_id: invoice.id, amount: invoice.amount_due, currency: invoice.currency };
    await this.payer.pays(order, { cards: [GOOD_CARD], presses: this.plan.presses, saves: false });
  }

  private async isActive(id: string): Promise<boolean> {
    const { urls, client, witness } = this.world;
    const url = `${urls.subscription}/v1/subscriptions/${id}`;
    for (const endMs = performance.now() + ACTIVE_WITHIN_MS; performance.now() < endMs; await sleep(LOOK_MS)) {
      const { data } = await client.get({ what: 'look at the subscription', url, token: this.customer.token });
      if (data?.status === 'active') return true;
    }
    witness.outrage(`subscription ${id} was paid and is not active after ${ACTIVE_WITHIN_MS} ms`);
    return false;
  }

  private post(what: string, path: string, body: object, expected: readonly number[] = []): Promise<Reply> {
    const { client, urls } = this.world;
    return client.post({ what, url: urls.subscription + path, token: this.customer.token, body, expected });
  }
}
