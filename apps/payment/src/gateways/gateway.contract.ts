import type { ChargeOutcome, ChargeRequest } from './gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from './gateway-errors';
import { describeBooks, describeSimulatedBooks } from './gateway-books.contract';
import { eventually } from './eventually.contract';
import { describeGatewayEvents } from './gateway-events.contract';
import { describeMethods, describeSimulatedMethods } from './gateway-methods.contract';
import { chargeOf, FUTURE_YEAR, type GatewayUnderTest } from './gateway-under-test.contract';
import { describeLostRefunds, describeRefunds } from './gateway-refunds.contract';

/**
 * What every adapter promises to the payment service, whatever is behind it. A gateway that is not ours to break
 * (`isReal`) is spared lost answers, bursts beyond its limits, and cards that only our stand-ins know.
 */
export function describeGatewayContract(
  name: string,
  makeGateway: () => Promise<GatewayUnderTest>,
  { isReal = false }: { isReal?: boolean } = {},
): void {
  describe(`gateway contract: ${name}`, () => {
    let world: GatewayUnderTest;
    beforeAll(async () => {
      world = await makeGateway();
    });
    afterAll(() => world.close());
    const theWorld = () => world;
    describeCards(theWorld);
    describeRefusals(theWorld);
    describeKeys(theWorld, isReal ? 5 : 50);
    describeFences(theWorld);
    describeMethods(theWorld);
    describeRefunds(theWorld, isReal ? 5 : 20);
    describeBooks(theWorld);
    if (!isReal) {
      describeSimulatedCards(theWorld);
      describeLostAnswers(theWorld);
      describeSimulatedMethods(theWorld);
      describeLostRefunds(theWorld);
      describeSimulatedBooks(theWorld);
    }
    describeGatewayEvents(theWorld);
    it('answers a ping', () => world.gateway.ping());
  });
}

const lookupOf = ({ paymentId, idempotencyKey }: ChargeRequest) => ({
  paymentId,
  idempotencyKey,
  startedAt: new Date(),
});

async function movementsOf(world: GatewayUnderTest, request: ChargeRequest) {
  return (await world.movements()).filter((movement) => movement.paymentId === request.paymentId);
}

function describeCards(theWorld: () => GatewayUnderTest): void {
  it.each(['4242424242424242', '4000000000000259', '5555555555554444'])('%s pays', async (number) => {
    const request = chargeOf(number);
    const outcome = await theWorld().gateway.charge(request);
    expect(outcome).toMatchObject({
      status: 'succeeded',
      gatewayReference: expect.any(String),
      amountMinor: 2999n,
      currency: 'USD',
      card: { brand: number.startsWith('5') ? 'mastercard' : 'visa', last4: number.slice(-4) },
    });
    expect(await movementsOf(theWorld(), request)).toEqual([
      expect.objectContaining({ amountMinor: 2999n, currency: 'USD' }),
    ]);
  });

  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
    ['4000000000000341', 'card_declined'],
  ])('%s is declined: %s', async (number, code) => {
    const request = chargeOf(number);
    const outcome = await theWorld().gateway.charge(request);
    expect(outcome).toMatchObject({ status: 'declined', code, card: { last4: number.slice(-4) } });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
    expect(await theWorld().gateway.findCharge(lookupOf(request))).toMatchObject({ status: 'declined', code });
  });

  it.each(['pm_card_visa', 'tok_visa'])('the token %s pays', async (token) => {
    const request = chargeOf('', { source: { token } });
    const outcome = await theWorld().gateway.charge(request);
    expect(outcome).toMatchObject({ status: 'succeeded', card: { brand: 'visa', last4: '4242' } });
  });
}

/** Cards and amounts that a real test account does not take as they are. */
function describeSimulatedCards(theWorld: () => GatewayUnderTest): void {
  it('keeps the expiry of a card', async () => {
    const card = { brand: 'visa', last4: '1111', expMonth: 12, expYear: FUTURE_YEAR };
    expect(await theWorld().gateway.charge(chargeOf('4111111111111111'))).toMatchObject({ status: 'succeeded', card });
  });

  it('a card past its month is declined as expired', async () => {
    const lastYear = new Date().getUTCFullYear() - 1;
    const card = { number: '4242424242424242', expMonth: 12, expYear: lastYear, cvc: '123' };
    const request = chargeOf('', { source: { card } });
    expect(await theWorld().gateway.charge(request)).toMatchObject({ status: 'declined', code: 'expired_card' });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
  });

  it('4000000000000077 is processing, and has paid within seconds', async () => {
    const request = chargeOf('4000000000000077');
    const outcome = await theWorld().gateway.charge(request);
    expect(outcome).toMatchObject({ status: 'processing', gatewayReference: expect.any(String) });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
    const { gatewayReference } = outcome;
    const succeeded = { status: 'succeeded', gatewayReference, amountMinor: 2999n, currency: 'USD' };
    await eventually(async () =>
      expect(await theWorld().gateway.findCharge(lookupOf(request))).toMatchObject(succeeded),
    );
    expect(await movementsOf(theWorld(), request)).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['invalid_card_number', { number: '4242424242424241' }],
    ['invalid_card_expiry', { expMonth: 13 }],
  ])('refuses what cannot be a card: %s', async (code, changes) => {
    const card = { number: '4242424242424242', expMonth: 12, expYear: FUTURE_YEAR, cvc: '123', ...changes };
    const request = chargeOf('', { source: { card } });
    await expect(theWorld().gateway.charge(request)).rejects.toMatchObject({ name: 'AppError', code });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
  });

  it.each([
    ['JPY', 500n],
    ['KWD', 5120n],
    ['EUR', 1n],
    ['USD', 99_999_999n],
  ])('takes %s %s minor units exactly', async (currency, amountMinor) => {
    const request = chargeOf('4242424242424242', { currency, amountMinor });
    expect(await theWorld().gateway.charge(request)).toMatchObject({ status: 'succeeded', currency, amountMinor });
    expect(await movementsOf(theWorld(), request)).toEqual([expect.objectContaining({ currency, amountMinor })]);
  });
}

function describeRefusals(theWorld: () => GatewayUnderTest): void {
  it.each<[string, Partial<ChargeRequest>]>([
    ['invalid_payment_token', { source: { token: 'pm_nobody' } }],
    ['invalid_payment_token', { source: { token: 'tok_nobody' } }],
    ['invalid_payment_token', { source: { token: '../v1/customers' } }],
    ['amount_not_chargeable', { currency: 'KWD', amountMinor: 5125n }],
    ['amount_not_chargeable', { amountMinor: 0n }],
    ['amount_not_chargeable', { amountMinor: -1n }],
  ])('refuses with %s: %#', async (code, changes) => {
    const request = chargeOf('4242424242424242', changes);
    await expect(theWorld().gateway.charge(request)).rejects.toMatchObject({ name: 'AppError', code });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
  });
}

function describeKeys(theWorld: () => GatewayUnderTest, burst: number): void {
  it(`${burst} calls with one key at once move money once`, async () => {
    const request = chargeOf('4242424242424242');
    const calls = await Promise.allSettled(Array.from({ length: burst }, () => theWorld().gateway.charge(request)));
    const outcomes = calls.filter((call) => call.status === 'fulfilled').map((call) => call.value);
    const errors = calls.filter((call) => call.status === 'rejected').map((call) => call.reason as unknown);
    expect(outcomes.length).toBeGreaterThan(0);
    expect(new Set(outcomes.map((outcome) => outcome.gatewayReference)).size).toBe(1);
    // On a busy machine some never reach the gateway; none may be told that it was declined.
    const isUndecided = (error: unknown) =>
      error instanceof GatewayOutcomeUnknown || error instanceof GatewayUnavailable;
    expect(errors.filter((error) => !isUndecided(error))).toEqual([]);
    expect(await movementsOf(theWorld(), request)).toHaveLength(1);
    expect(await theWorld().gateway.charge(request)).toEqual(outcomes[0]);
  });

  it('a key used for another amount moves nothing more', async () => {
    const request = chargeOf('4242424242424242');
    await theWorld().gateway.charge(request);
    const other = theWorld().gateway.charge({ ...request, amountMinor: 3000n });
    await expect(other).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    expect(await movementsOf(theWorld(), request)).toHaveLength(1);
  });

  it('a decline is replayed, not tried again', async () => {
    const request = chargeOf('4000000000009995');
    const first = await theWorld().gateway.charge(request);
    expect(await theWorld().gateway.charge(request)).toEqual(first);
  });
}

function describeLostAnswers(theWorld: () => GatewayUnderTest): void {
  const expectFound = async (request: ChargeRequest) => {
    const found = await theWorld().gateway.findCharge(lookupOf(request));
    const expected: Partial<ChargeOutcome> = { status: 'succeeded', amountMinor: 2999n, currency: 'USD' };
    expect(found).toMatchObject(expected);
    expect(await movementsOf(theWorld(), request)).toHaveLength(1);
  };

  it('a lost answer is unknown, and the charge is found', async () => {
    const request = chargeOf('4242424242424242');
    await theWorld().loseNextAnswer();
    await expect(theWorld().gateway.charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    await expectFound(request);
  });

  it('4000000000000036 takes the money and never answers', async () => {
    const request = chargeOf('4000000000000036');
    await expect(theWorld().gateway.charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    await expectFound(request);
    await theWorld().gateway.fence(lookupOf(request));
    await expectFound(request);
  });

  it('a request that never arrived is unknown, and not found', async () => {
    const request = chargeOf('4242424242424242');
    await theWorld().loseNextRequest();
    await expect(theWorld().gateway.charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    expect(await theWorld().gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
  });
}

function describeFences(theWorld: () => GatewayUnderTest): void {
  it('a fenced key can never charge again', async () => {
    const request = chargeOf('4242424242424242');
    await theWorld().gateway.fence(lookupOf(request));
    await theWorld().gateway.fence(lookupOf(request));
    await expect(theWorld().gateway.charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    expect(await theWorld().gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    expect(await movementsOf(theWorld(), request)).toEqual([]);
  });

  it('finds only what belongs to the payment', async () => {
    await theWorld().gateway.charge(chargeOf('4242424242424242'));
    const stranger = chargeOf('4242424242424242');
    expect(await theWorld().gateway.findCharge(lookupOf(stranger))).toEqual({ status: 'not_found' });
  });
}
