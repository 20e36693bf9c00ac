import { newId } from '@libs/persistence';
import { STAFF, type BillingWorld } from '../testing/billing-world';
import { ChargingProbe, METHOD } from './testing/charging-probe';
import type { PaymentServiceStub } from './testing/payment-service.stub';

describe('POST /v1/invoices/{id}/pay', () => {
  let probe: ChargingProbe;
  let world: BillingWorld;
  let payments: PaymentServiceStub;

  beforeAll(async () => {
    probe = await ChargingProbe.start();
    ({ world, payments } = probe);
  });
  afterAll(() => probe.close());
  beforeEach(() => void payments.fates.splice(0));

  async function owed(
    methodId: string | null = METHOD,
  ): Promise<{ account: string; invoiceId: string; subscriptionId: string }> {
    const account = await probe.payer(null);
    const { id, invoice_id: invoiceId } = (await probe.subscribe(account)).body.data;
    if (methodId) await probe.tellMethod(account, methodId);
    return { account, invoiceId, subscriptionId: id };
  }
  const pay = (by: string, id: string, body: object = {}) => world.call('POST', `/v1/invoices/${id}/pay`, by, body);

  it('pays an open bill with the default method, and what waited for it begins', async () => {
    const { account, invoiceId, subscriptionId } = await owed();
    const { status, body } = await pay(account, invoiceId);
    expect([status, body.data.status, body.data.amount_due]).toEqual([200, 'paid', 0]);
    expect((await world.call('GET', `/v1/subscriptions/${subscriptionId}`, account)).body.data.status).toBe('active');
    expect(payments.asked.at(-1)?.charge?.key).toMatch(/^pay-[0-9a-f-]{36}$/);
  });

  it('uses the method that is named, for a customer and for staff', async () => {
    const { account, invoiceId } = await owed(null);
    const named = '0197c1d2-6f00-7000-8000-00000000bbbb';
    payments.fates.push({ decline: 'expired_card' });
    const declined = await pay(account, invoiceId, { payment_method_id: named });
    expect([declined.status, declined.body.details.code, declined.body.data.status]).toEqual([
      402,
      'expired_card',
      'open',
    ]);
    expect(payments.asked.at(-1)?.charge?.payment_method_id).toBe(named);
    expect((await pay(STAFF, invoiceId, { payment_method_id: named })).status).toBe(200);
  });

  it('answers 202 while the outcome is not known', async () => {
    const { account, invoiceId } = await owed();
    payments.fates.push('forever processing');
    const { status, body } = await pay(account, invoiceId);
    expect([status, body.data.status]).toEqual([202, 'open']);
  });

  it.each([
    ['payment_method_required', 409],
    ['nothing_to_pay', 409],
    ['not_found', 404],
  ])('tells %s of the payment service', async (refusal, status) => {
    const { account, invoiceId } = await owed();
    payments.fates.push({ refusal });
    const answer = await pay(account, invoiceId);
    expect([answer.status, answer.body.details.code]).toEqual([status, refusal]);
  });

  it('is 503 when nobody can tell, and the same Idempotency-Key goes on with the same attempt', async () => {
    const { account, invoiceId } = await owed();
    const key = newId();
    payments.fates.push('silence');
    const post = () => probe.post(`/v1/invoices/${invoiceId}/pay`, account, {}, key);
    expect((await post()).status).toBe(503);
    const first = payments.asked.at(-1)?.charge?.key;
    const again = await post();
    expect([again.status, again.body.data.status, payments.asked.at(-1)?.charge?.key]).toEqual([200, 'paid', first]);
  });

  it('refuses what is paid, what is void, what is another’s, and an account without a method', async () => {
    const { account, invoiceId } = await owed();
    const stranger = await probe.payer();
    expect((await pay(stranger, invoiceId)).status).toBe(404);
    expect((await pay(account, 'x')).status).toBe(404);
    expect((await pay(account, newId())).status).toBe(404);
    expect((await pay(account, invoiceId)).status).toBe(200);
    const asked = payments.asked.length;
    expect((await pay(account, invoiceId)).body.details.code).toBe('nothing_to_pay');
    const other = await owed(null);
    expect((await pay(other.account, other.invoiceId)).body.details.code).toBe('payment_method_required');
    await world.call('DELETE', `/v1/subscriptions/${other.subscriptionId}`, other.account);
    expect((await pay(other.account, other.invoiceId)).body.details.code).toBe('nothing_to_pay');
    expect(payments.asked).toHaveLength(asked);
  });

  it('ten at once charge once', async () => {
    const { account, invoiceId } = await owed();
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(account, invoiceId)));
    const codes = new Set(answers.map(({ status }) => status));
    expect(codes.has(200)).toBe(true);
    expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid']);
  });
});
