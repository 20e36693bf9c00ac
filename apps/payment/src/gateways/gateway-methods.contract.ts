import { randomUUID } from 'node:crypto';
import type { MethodReference, SaveMethodRequest } from './gateway';
import { chargeOf, FUTURE_YEAR, type GatewayUnderTest } from './gateway-under-test.contract';

export function saveOf(number: string, changes: Partial<SaveMethodRequest> = {}): SaveMethodRequest {
  return {
    accountId: randomUUID(),
    methodId: randomUUID(),
    idempotencyKey: randomUUID(),
    source: { card: { number, expMonth: 12, expYear: FUTURE_YEAR, cvc: '123' } },
    ...changes,
  };
}

function callsOf(theWorld: () => GatewayUnderTest) {
  const save = async (number: string, changes: Partial<SaveMethodRequest> = {}) => {
    const outcome = await theWorld().gateway.saveMethod(saveOf(number, changes));
    if (outcome.status !== 'saved') throw new Error(`${number} was not saved: ${outcome.code}`);
    return outcome;
  };
  const chargeLater = (method: MethodReference) =>
    theWorld().gateway.charge(chargeOf('', { source: { method }, offSession: true }));
  return { save, chargeLater };
}

/** Cards that are kept for later. */
export function describeMethods(theWorld: () => GatewayUnderTest): void {
  const { save, chargeLater } = callsOf(theWorld);

  it('a saved card pays later, while nobody is there', async () => {
    const saved = await save('4242424242424242');
    expect(saved.card).toMatchObject({ brand: 'visa', last4: '4242' });
    expect(await chargeLater(saved)).toMatchObject({
      status: 'succeeded',
      amountMinor: 2999n,
      card: { last4: '4242' },
    });
    expect(await chargeLater(saved)).toMatchObject({ status: 'succeeded' });
  });

  it('saving moves no money', async () => {
    const before = await theWorld().movements();
    await save('4242424242424242');
    expect(await theWorld().movements()).toHaveLength(before.length);
  });

  it('4000000000000341 is saved, and fails when it is charged later', async () => {
    const saved = await save('4000000000000341');
    expect(await chargeLater(saved)).toMatchObject({ status: 'declined', code: 'card_declined' });
  });

  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
  ])('%s is not saved: %s', async (number, code) => {
    expect(await theWorld().gateway.saveMethod(saveOf(number))).toMatchObject({ status: 'declined', code });
  });

  it.each(['pm_card_visa', 'tok_visa'])('the token %s is saved', async (token) => {
    const saved = await save('', { source: { token } });
    expect(saved.card).toMatchObject({ brand: 'visa', last4: '4242' });
    expect((await chargeLater(saved)).status).toBe('succeeded');
  });

  it.each<[string, Partial<SaveMethodRequest>]>([
    ['invalid_payment_token', { source: { token: 'pm_nobody' } }],
    ['invalid_payment_token', { source: { token: 'tok_nobody' } }],
  ])('refuses to save with %s: %#', async (code, changes) => {
    const saving = theWorld().gateway.saveMethod(saveOf('4242424242424242', changes));
    await expect(saving).rejects.toMatchObject({ name: 'AppError', code });
  });

  it('one account is one customer, and one key one method', async () => {
    const accountId = randomUUID();
    const request = saveOf('4242424242424242', { accountId });
    const first = await theWorld().gateway.saveMethod(request);
    expect(await theWorld().gateway.saveMethod(request)).toEqual(first);
    const second = await save('5555555555554444', { accountId });
    expect(first).toMatchObject({ customerReference: second.customerReference });
    expect(first).not.toMatchObject({ methodReference: second.methodReference });
    const { customerReference } = second;
    expect(await save('4111111111111111', { accountId, customerReference })).toMatchObject({ customerReference });
  });

  it('a forgotten method pays no more, and may be forgotten twice', async () => {
    const saved = await save('4242424242424242');
    await theWorld().gateway.forgetMethod(saved);
    await theWorld().gateway.forgetMethod(saved);
    expect(await chargeLater(saved)).toEqual({ status: 'declined', code: 'payment_method_gone' });
  });

  it('a forgotten customer pays no more, may be forgotten twice, and another takes its place', async () => {
    const accountId = randomUUID();
    const saved = await save('4242424242424242', { accountId });
    const { customerReference } = saved;
    await theWorld().gateway.forgetCustomer(customerReference);
    await theWorld().gateway.forgetCustomer(customerReference);
    expect(await chargeLater(saved)).toEqual({ status: 'declined', code: 'payment_method_gone' });
    const anew = await save('4242424242424242', { accountId, customerReference });
    expect(anew.customerReference).not.toBe(customerReference);
    expect(await chargeLater(anew)).toMatchObject({ status: 'succeeded' });
  });

  it('what a forgotten customer paid can still be given back', async () => {
    const saved = await save('4242424242424242');
    const request = chargeOf('', { source: { method: saved }, offSession: true });
    const charged = await theWorld().gateway.charge(request);
    await theWorld().gateway.forgetCustomer(saved.customerReference);
    const chargeReference = charged.status === 'succeeded' ? charged.gatewayReference : '';
    const refund = { refundId: randomUUID(), idempotencyKey: randomUUID(), amountMinor: 2999n, currency: 'USD' };
    const back = theWorld().gateway.refund({ ...refund, paymentId: request.paymentId, chargeReference });
    expect(await back).toMatchObject({ status: 'succeeded' });
  });

  it('a method of another customer is not to be had', async () => {
    const { methodReference } = await save('4242424242424242');
    const { customerReference } = await save('4242424242424242');
    const outcome = await chargeLater({ customerReference, methodReference });
    expect(outcome).toEqual({ status: 'declined', code: 'payment_method_gone' });
  });
}

export function describeSimulatedMethods(theWorld: () => GatewayUnderTest): void {
  const { save, chargeLater } = callsOf(theWorld);

  it.each([
    ['4000000000000077', 'processing'],
    ['4000000000000259', 'succeeded'],
  ])('%s is saved, and is %s when it is charged', async (number, status) => {
    expect((await chargeLater(await save(number))).status).toBe(status);
  });

  it('saves what may be kept of a card, and refuses what cannot be one', async () => {
    const { card } = await save('4242424242424242');
    expect(card).toEqual({ brand: 'visa', last4: '4242', expMonth: 12, expYear: FUTURE_YEAR });
    const saving = theWorld().gateway.saveMethod(saveOf('4242424242424241'));
    await expect(saving).rejects.toMatchObject({ name: 'AppError', code: 'invalid_card_number' });
  });

  it('finds a charge of a saved method like any other', async () => {
    const request = chargeOf('', { source: { method: await save('4242424242424242') }, offSession: true });
    await theWorld().loseNextAnswer();
    await expect(theWorld().gateway.charge(request)).rejects.toMatchObject({ name: 'GatewayOutcomeUnknown' });
    const lookup = { ...request, startedAt: new Date() };
    expect(await theWorld().gateway.findCharge(lookup)).toMatchObject({ status: 'succeeded', amountMinor: 2999n });
  });
}
