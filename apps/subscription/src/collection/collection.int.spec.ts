import { newId } from '@libs/persistence';
import { InvoicingApi } from '../invoicing/invoicing.api';
import { planAt, Subscriber, timePasses } from '../subscriptions/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { CollectionApi } from './collection.api';

describe('asking for money', () => {
  const METHOD = '0197c1d2-6f00-7000-8000-00000000aaaa';
  const ISSUE = { key: 'issue', payment_method_id: null };
  let world: BillingWorld;
  let plan: number;

  beforeEach(async () => {
    world = await billingWorld('2026-01-10T09:00:00Z');
    plan = await planAt(world, '30', { trialPeriodDays: 30, features: { api_calls: { limit: 10 } } });
  }, 30_000);
  afterEach(() => world.close());

  /** Tells of a payment method by the webhook, as the payment service does. */
  async function methodOf(accountId: string, methodId: string | null, version = 1): Promise<void> {
    const told = await world.call('POST', '/v1/webhooks/payment', 'payment-service', {
      type: 'payment_method',
      event_id: newId(),
      account_id: accountId,
      default_payment_method: methodId,
      version,
      is_new: methodId !== null,
      occurred_at: '2026-01-10T09:00:00Z',
    });
    expect(told.status).toBe(200);
  }

  /** What the messages about the bills of an account ask for, the oldest first. */
  async function asked(accountId: string) {
    return world.rows<{ action: string; queue: string; charge: object | null; amount: string }>(
      `SELECT envelope->>'action' AS action, queue, envelope->'payload'->'charge' AS charge,
              envelope->'payload'->>'amount_minor' AS amount
       FROM outbox_message WHERE envelope->'payload'->>'account_id' = $1 AND queue <> 'q:sub:mail' ORDER BY id`,
      [accountId],
    );
  }

  it('charges a renewal by itself once a method is saved, and not while there is none', async () => {
    const who = await Subscriber.of(world, plan);
    await timePasses(world, '2026-02-10T09:00:00Z');
    await methodOf(who.accountId, METHOD);
    await timePasses(world, '2026-03-10T09:00:00Z');
    await methodOf(who.accountId, null, 2);
    await timePasses(world, '2026-04-10T09:00:00Z');
    const renewals = (await asked(who.accountId)).filter(({ action }) => action === 'renewal');
    expect(renewals.map(({ charge }) => charge)).toEqual([null, ISSUE, null]);
    expect(renewals[1]).toMatchObject({ queue: 'q:sub:payment_initiation', amount: '3000' });
  });

  it('charges one-off lines by itself', async () => {
    const { id: accountId } = await world.account();
    await methodOf(accountId, METHOD);
    const lines = [{ description: 'Setup', unit_amount: 100 }];
    await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines });
    expect(await asked(accountId)).toEqual([
      { action: 'invoice', queue: 'q:sub:payment_initiation', charge: ISSUE, amount: '10000' },
    ]);
  });

  it('charges nothing that credit has paid already', async () => {
    const { id: accountId } = await world.account();
    await methodOf(accountId, METHOD);
    await world.call('POST', '/v1/credits', STAFF, { account_id: accountId, amount: 200, reason: 'goodwill' });
    const lines = [{ description: 'Setup', unit_amount: 100 }];
    await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines });
    expect(await asked(accountId)).toEqual([]);
  });

  describe('at the end of a trial', () => {
    async function trial(methodId: string | null) {
      const { id: accountId } = await world.account();
      if (methodId) await methodOf(accountId, methodId);
      const started = await world.call('POST', '/v1/subscriptions/trial', accountId, { trial_plan_id: plan });
      await timePasses(world, '2026-02-09T09:00:00Z');
      return Subscriber.known(world, accountId, started.body.data.id);
    }

    it('with a method the first period is charged, and in force when that is paid', async () => {
      const who = await trial(METHOD);
      expect(await asked(who.accountId)).toEqual([
        { action: 'trial', queue: 'q:sub:trial_payment', charge: ISSUE, amount: '3000' },
      ]);
      const { status, invoice_id: invoiceId } = await who.now();
      expect(status).toBe('trial');
      await who.pays(invoiceId);
      expect(await who.now()).toMatchObject({ status: 'active', current_period_start: '2026-02-09T09:00:00Z' });
    });

    it('declined, it is past due for seven days, then expired', async () => {
      const who = await trial(METHOD);
      await who.pays((await who.now()).invoice_id, 'failed');
      expect((await who.now()).status).toBe('past_due');
      await timePasses(world, '2026-02-16T09:00:00Z');
      expect((await who.now()).status).toBe('expired');
    });

    it('whose method was forgotten before it could be charged, it is past due', async () => {
      const who = await trial(METHOD);
      await methodOf(who.accountId, null, 2);
      expect((await who.now()).status).toBe('past_due');
      await timePasses(world, '2026-02-16T09:00:00Z');
      expect((await who.now()).status).toBe('expired');
    });

    it('without a method it is past due at once, and nothing is charged', async () => {
      const who = await trial(null);
      expect((await who.now()).status).toBe('past_due');
      expect((await asked(who.accountId)).map(({ charge }) => charge)).toEqual([null]);
    });
  });

  it('asks for a charge under the name it is given, of the method it is given', async () => {
    const who = await Subscriber.of(world, plan);
    await timePasses(world, '2026-02-10T09:00:00Z');
    const [open] = await world.rows<{ id: string }>(
      `SELECT id FROM invoice WHERE account_id = $1 AND status = 'open'`,
      [who.accountId],
    );
    const record = await world.get(InvoicingApi).byId(open?.id ?? '');
    if (!record) throw new Error('the renewal made no bill');
    const charge = (key: string, methodId?: string) =>
      world.database.transaction(() => world.get(CollectionApi).charge(record, key, methodId));
    await charge('retry-1');
    await charge('method-1', METHOD);
    expect((await asked(who.accountId)).slice(-2)).toMatchObject([
      { action: 'renewal', charge: { key: 'retry-1', payment_method_id: null }, amount: '3000' },
      { action: 'renewal', charge: { key: 'method-1', payment_method_id: METHOD }, amount: '3000' },
    ]);
    await who.pays(record.invoice.id);
    const paid = await world.get(InvoicingApi).byId(record.invoice.id);
    await expect(
      world.database.transaction(() => world.get(CollectionApi).charge(paid ?? record, 'retry-2')),
    ).rejects.toThrow('nothing is due');
  });
});
