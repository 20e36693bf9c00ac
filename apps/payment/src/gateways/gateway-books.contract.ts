import type { GatewayMovement } from './gateway';
import { eventually } from './eventually.contract';
import { chargeOf, type GatewayUnderTest } from './gateway-under-test.contract';
import { refundable } from './gateway-refunds.contract';

const HOUR_MS = 3_600_000;

function readingOf(theWorld: () => GatewayUnderTest) {
  const list = async (fromMs = -HOUR_MS, toMs = HOUR_MS) => {
    const now = new Date().getTime();
    const window = { from: new Date(now + fromMs), to: new Date(now + toMs) };
    const found: GatewayMovement[] = [];
    for await (const movement of theWorld().gateway.listMovements(window)) found.push(movement);
    return found;
  };
  const about = async (reference: string) =>
    (await list()).filter((movement) => movement.chargeReference === reference).reverse();

  return { list, about };
}

/** The gateway's books: every movement, with what it is about. A real gateway takes its time to write them. */
export function describeBooks(theWorld: () => GatewayUnderTest): void {
  const { list, about } = readingOf(theWorld);

  it('lists charge and refund with our ids, amounts and fees', async () => {
    const { charge, gatewayReference, refundOf } = await refundable(theWorld());
    const refund = refundOf();
    const { refundReference } = await theWorld().gateway.refund(refund);
    await eventually(async () => expect(await about(gatewayReference)).toHaveLength(2));
    const [first, second] = await about(gatewayReference);
    expect(first).toEqual({
      id: expect.any(String),
      kind: 'charge',
      reference: gatewayReference,
      chargeReference: gatewayReference,
      paymentId: charge.paymentId,
      amountMinor: 2999n,
      currency: 'USD',
      feeMinor: expect.any(BigInt),
      feeCurrency: 'USD',
      status: 'succeeded',
      createdAt: expect.any(Date),
    });
    expect(first?.feeMinor).toBeGreaterThan(0n);
    expect(second).toMatchObject({
      kind: 'refund',
      reference: refundReference,
      refundId: refund.refundId,
      amountMinor: 1000n,
      currency: 'USD',
      status: 'succeeded',
    });
  });

  it('a declined charge is no movement', async () => {
    const { gatewayReference = '' } = await theWorld().gateway.charge(chargeOf('4000000000000002'));
    expect(await about(gatewayReference)).toEqual([]);
  });

  it('lists a window only', async () => {
    await theWorld().gateway.charge(chargeOf('4242424242424242'));
    expect(await list(HOUR_MS / 2, HOUR_MS)).toEqual([]);
  });
}

export function describeSimulatedBooks(theWorld: () => GatewayUnderTest): void {
  const { list, about } = readingOf(theWorld);

  it('a dispute takes the money, and winning it brings it back', async () => {
    const request = chargeOf('4242424242424242');
    const { gatewayReference = '' } = await theWorld().gateway.charge(request);
    await theWorld().openDispute(gatewayReference);
    const [, dispute] = await about(gatewayReference);
    expect(dispute).toMatchObject({ kind: 'dispute', reason: 'fraudulent', amountMinor: 2999n });
    const { reference = '' } = dispute ?? {};
    expect(dispute?.disputeReference).toBe(reference);
    const back = { refundId: 'refund', idempotencyKey: `refund-${gatewayReference}`, amountMinor: 1n, currency: 'USD' };
    const refund = { ...back, paymentId: request.paymentId, chargeReference: gatewayReference };
    expect(await theWorld().gateway.refund(refund)).toEqual({ status: 'failed', code: 'charge_disputed' });
    await theWorld().closeDispute(reference, 'won');
    const after = await about(gatewayReference);
    expect(after.map((movement) => movement.kind)).toEqual(['charge', 'dispute', 'dispute_reversal']);
    expect(after[2]).toMatchObject({ reference, amountMinor: 2999n, currency: 'USD' });
  });

  it('a lost dispute brings nothing back', async () => {
    const { gatewayReference = '' } = await theWorld().gateway.charge(chargeOf('4242424242424242'));
    await theWorld().openDispute(gatewayReference);
    const { reference = '' } = (await about(gatewayReference))[1] ?? {};
    expect(await theWorld().gateway.findDispute(reference)).toBe('open');
    await theWorld().closeDispute(reference, 'lost');
    expect(await theWorld().gateway.findDispute(reference)).toBe('lost');
    expect(await theWorld().gateway.findDispute('dp_of_nobody')).toBe('not_found');
    expect(await about(gatewayReference)).toMatchObject([{ kind: 'charge' }, { kind: 'dispute', isLost: true }]);
  });

  it('lists many pages, newest first, each movement once', async () => {
    const references: string[] = [];
    for (let batch = 0; batch < 11; batch += 1) {
      const charges = Array.from({ length: 10 }, () => theWorld().gateway.charge(chargeOf('4242424242424242')));
      for (const { gatewayReference = '' } of await Promise.all(charges)) references.push(gatewayReference);
    }
    const movements = await list();
    expect(movements.map((movement) => movement.reference)).toEqual(expect.arrayContaining(references));
    expect(new Set(movements.map((movement) => movement.id)).size).toBe(movements.length);
    const times = movements.map((movement) => movement.createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await list(-HOUR_MS, -HOUR_MS / 2)).toEqual([]);
  });
}
