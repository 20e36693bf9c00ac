import { newId } from '@libs/persistence';
import { CollectionApi } from '../../collection/collection.api';
import { billingWorld, type BillingWorld } from '../../testing/billing-world';
import { PaymentServiceStub } from './payment-service.stub';

/** The saved method of every payer, unless another is named. */
export const METHOD = '0197c1d2-6f00-7000-8000-00000000aaaa';

/** Two plans, and a payment service that charges as it is told to. */
export class ChargingProbe {
  private constructor(
    readonly world: BillingWorld,
    readonly payments: PaymentServiceStub,
    /** 30.00 USD a month. */
    readonly basic: number,
    /** 60.00 USD a month. */
    readonly pro: number,
  ) {}

  static async start(): Promise<ChargingProbe> {
    const payments = await PaymentServiceStub.start();
    const world = await billingWorld('2026-02-10T09:00:00Z', payments.url);
    return new ChargingProbe(world, payments, await world.plan({ price: '30' }), await world.plan({ price: '60' }));
  }

  async close(): Promise<void> {
    await this.world.close();
    this.payments.close();
  }

  /** As the payment service's message tells it. */
  async tellMethod(accountId: string, methodId: string | null, version = 1): Promise<void> {
    const news = { accountId, defaultMethodId: methodId, version, isNew: methodId !== null };
    await this.world.database.transaction(() => this.world.get(CollectionApi).paymentMethodChanged(news));
  }

  async payer(methodId: string | null = METHOD): Promise<string> {
    const { id } = await this.world.account();
    if (methodId) await this.tellMethod(id, methodId);
    return id;
  }

  async subscribe(accountId: string, planId = this.basic) {
    return this.world.call('POST', '/v1/subscriptions', accountId, { plan_id: planId });
  }

  async post(url: string, by: string, body: object, key = newId()) {
    const headers = { 'x-test-account': by, 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await this.world.app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
    return { status: answer.statusCode, text: answer.body, body: answer.json() };
  }

  /** From that statement on every statement of the process fails; all of them come after the first half has committed. */
  dieAt(statement: string): () => void {
    const { database } = this.world;
    const real = database.named.bind(database);
    let isDead = false;
    const spy = jest.spyOn(database, 'named').mockImplementation(async (name, text, params) => {
      isDead ||= name === statement;
      if (isDead) throw new TypeError('the process is gone');
      return real(name, text, params) as never;
    });
    return () => spy.mockRestore();
  }

  async statusesOf(accountId: string, table: 'subscription' | 'invoice'): Promise<string[]> {
    const text = `SELECT status FROM ${table} WHERE account_id = $1 ORDER BY id`;
    return (await this.world.rows<{ status: string }>(text, [accountId])).map(({ status }) => status);
  }
}
