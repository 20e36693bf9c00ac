import { type BillingWorld } from '../testing/billing-world';
import { ChargingProbe } from './testing/charging-probe';
import type { PaymentServiceStub } from './testing/payment-service.stub';

describe('what is being charged', () => {
  let probe: ChargingProbe;
  let world: BillingWorld;
  let payments: PaymentServiceStub;

  beforeAll(async () => {
    probe = await ChargingProbe.start();
    ({ world, payments } = probe);
  });
  afterAll(() => probe.close());
  beforeEach(() => void payments.fates.splice(0));

  const put = (by: string, id: string, body: object) => world.call('PUT', `/v1/subscriptions/${id}`, by, body);
  const charged = () => payments.asked.filter(({ charge }) => charge !== null).length;

  it('is not replaced, canceled or charged for a second time: ten starts at once, one charge', async () => {
    const account = await probe.payer();
    const answers = await Promise.all(Array.from({ length: 10 }, () => probe.subscribe(account)));
    const codes = answers.map(({ body }) => body.details?.code ?? body.data.status);
    expect(codes.filter((code) => code === 'active')).toHaveLength(1);
    expect(codes.every((code) => ['active', 'payment_in_progress', 'already_subscribed'].includes(code))).toBe(true);
    expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid']);
  });

  it('is a start whose outcome is not known: neither another start nor a cancellation', async () => {
    const account = await probe.payer();
    payments.fates.push('forever processing');
    const { body } = await probe.subscribe(account);
    const asked = charged();
    const answers = [
      await probe.subscribe(account, probe.pro),
      await world.call('DELETE', `/v1/subscriptions/${body.data.id}`, account),
    ];
    expect(answers.map(({ status, body: { details } }) => [status, details.code])).toEqual([
      [409, 'payment_in_progress'],
      [409, 'payment_in_progress'],
    ]);
    expect(charged()).toBe(asked);
    expect(await probe.statusesOf(account, 'subscription')).toEqual(['pending']);
  });

  it('is an upgrade whose outcome is not known: no other change, pause, or end', async () => {
    const account = await probe.payer();
    const { id } = (await probe.subscribe(account)).body.data;
    payments.fates.push('forever processing');
    await put(account, id, { plan_id: probe.pro });
    const answers = [
      await put(account, id, { plan_id: probe.pro }),
      await put(account, id, { plan_id: probe.basic }),
      await world.call('POST', `/v1/subscriptions/${id}/pause`, account, {}),
      await world.call('DELETE', `/v1/subscriptions/${id}?at=now`, account),
    ];
    expect(answers.map(({ body }) => body.details?.code)).toEqual(Array(4).fill('payment_in_progress'));
    expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid', 'open']);
    expect((await put(account, id, { metadata: { a: 'b' } })).status).toBe(200);
  });

  it.each([
    ['declined', { decline: 'card_declined' }],
    ['refused for want of a method', { refusal: 'payment_method_required' }],
  ] as const)('is not what was %s', async (_, fate) => {
    const account = await probe.payer();
    payments.fates.push(fate);
    await probe.subscribe(account);
    expect((await probe.subscribe(account, probe.pro)).body.data.status).toBe('active');
  });

  it('is not what lost its method', async () => {
    const account = await probe.payer();
    payments.fates.push('silence');
    await probe.subscribe(account);
    await probe.tellMethod(account, null, 2);
    expect((await probe.subscribe(account, probe.pro)).status).toBe(201);
  });
});
