import { randomUUID } from 'node:crypto';
import type { GatewayMovement, RefundRequest } from './gateway';
import { chargeOf, type GatewayUnderTest } from './gateway-under-test.contract';
import { eventually } from './eventually.contract';
import { GatewayOutcomeUnknown } from './gateway-errors';

const lookupOf = ({ refundId, idempotencyKey, chargeReference }: RefundRequest) => ({
  refundId,
  idempotencyKey,
  chargeReference,
  startedAt: new Date(),
});

/** A charge of 29.99 USD that was taken, and how to give 10.00 of it back. */
export async function refundable(world: GatewayUnderTest, changes: Partial<RefundRequest> = {}) {
  const charge = chargeOf('4242424242424242');
  const { gatewayReference } = await world.gateway.charge(charge);
  const refundOf = (more: Partial<RefundRequest> = {}): RefundRequest => ({
    refundId: randomUUID(),
    paymentId: charge.paymentId,
    idempotencyKey: randomUUID(),
    chargeReference: gatewayReference ?? '',
    amountMinor: 1000n,
    currency: 'USD',
    ...changes,
    ...more,
  });
  return { charge, gatewayReference: gatewayReference ?? '', refundOf };
}

/** What went back for a charge, as the gateway's books have it. */
export async function refundsOf(world: GatewayUnderTest, chargeReference: string): Promise<GatewayMovement[]> {
  const hour = 3_600_000;
  const now = new Date().getTime();
  const found: GatewayMovement[] = [];
  const window = { from: new Date(now - hour), to: new Date(now + hour) };
  for await (const movement of world.gateway.listMovements(window)) {
    if (movement.kind === 'refund' && movement.chargeReference === chargeReference) found.push(movement);
  }
  return found;
}

export function describeRefunds(theWorld: () => GatewayUnderTest, burst: number): void {
  it('gives a part back, then the rest, and no more', async () => {
    const { refundOf, gatewayReference } = await refundable(theWorld());
    const part = refundOf();
    const made = await theWorld().gateway.refund(part);
    expect(made).toEqual({ status: 'succeeded', refundReference: expect.any(String) });
    expect(await theWorld().gateway.findRefund(lookupOf(part))).toEqual(made);
    const tooMuch = await theWorld().gateway.refund(refundOf({ amountMinor: 2000n }));
    expect(tooMuch).toMatchObject({ status: 'failed', code: 'refund_exceeds_charge' });
    const rest = refundOf({ amountMinor: 1999n });
    expect(await theWorld().gateway.refund(rest)).toMatchObject({ status: 'succeeded' });
    const more = await theWorld().gateway.refund(refundOf({ amountMinor: 1n }));
    expect(more).toMatchObject({ status: 'failed', code: 'charge_already_refunded' });
    const facts = { currency: 'USD', status: 'succeeded' };
    await eventually(async () =>
      expect(await refundsOf(theWorld(), gatewayReference)).toEqual([
        expect.objectContaining({ ...facts, refundId: rest.refundId, amountMinor: 1999n }),
        expect.objectContaining({ ...facts, refundId: part.refundId, amountMinor: 1000n }),
      ]),
    );
  });

  it('one key gives back once', async () => {
    const { refundOf, gatewayReference } = await refundable(theWorld());
    const request = refundOf();
    const calls = await Promise.allSettled(Array.from({ length: burst }, () => theWorld().gateway.refund(request)));
    const outcomes = calls.filter((call) => call.status === 'fulfilled').map((call) => call.value);
    const errors = calls.filter((call) => call.status === 'rejected').map((call) => call.reason as unknown);
    expect(new Set(outcomes.map((outcome) => outcome.refundReference)).size).toBe(1);
    expect(errors.every((error) => error instanceof GatewayOutcomeUnknown)).toBe(true);
    const other = theWorld().gateway.refund({ ...request, amountMinor: 1001n });
    await expect(other).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    await eventually(async () => expect(await refundsOf(theWorld(), gatewayReference)).toHaveLength(1));
  });

  it('a charge that took nothing cannot be given back', async () => {
    const { refundOf } = await refundable(theWorld());
    const nobody = refundOf({ chargeReference: 'pi_nobody', paymentId: randomUUID() });
    expect(await theWorld().gateway.refund(nobody)).toEqual({ status: 'failed', code: 'charge_not_refundable' });
    expect(await theWorld().gateway.findRefund(lookupOf(nobody))).toEqual({ status: 'not_found' });
  });

  it.each([0n, -1n])('refuses to refund %s', async (amountMinor) => {
    const { refundOf } = await refundable(theWorld());
    const refunding = theWorld().gateway.refund(refundOf({ amountMinor }));
    await expect(refunding).rejects.toMatchObject({ name: 'AppError', code: 'amount_not_chargeable' });
  });
}

/** Needs a gateway that loses answers when told to. */
export function describeLostRefunds(theWorld: () => GatewayUnderTest): void {
  it('a refund whose answer is lost is unknown, and is found', async () => {
    const { refundOf, gatewayReference } = await refundable(theWorld());
    const request = refundOf();
    await theWorld().loseNextAnswer('refund');
    await expect(theWorld().gateway.refund(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    const found = await theWorld().gateway.findRefund(lookupOf(request));
    expect(found).toMatchObject({ status: 'succeeded' });
    expect(await theWorld().gateway.refund(request)).toEqual(found);
    expect(await refundsOf(theWorld(), gatewayReference)).toHaveLength(1);
  });

  it('a refund that never arrived is not found, and fenced it never happens', async () => {
    const { refundOf, gatewayReference } = await refundable(theWorld());
    const request = refundOf();
    await theWorld().loseNextRequest('refund');
    await expect(theWorld().gateway.refund(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    await theWorld().gateway.fenceRefund(lookupOf(request));
    await theWorld().gateway.fenceRefund(lookupOf(request));
    expect(await theWorld().gateway.findRefund(lookupOf(request))).toEqual({ status: 'not_found' });
    await expect(theWorld().gateway.refund(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
    expect(await refundsOf(theWorld(), gatewayReference)).toEqual([]);
  });

  it('fencing a refund that happened takes nothing back', async () => {
    const { refundOf } = await refundable(theWorld());
    const request = refundOf();
    const made = await theWorld().gateway.refund(request);
    await theWorld().gateway.fenceRefund(lookupOf(request));
    expect(await theWorld().gateway.findRefund(lookupOf(request))).toEqual(made);
  });
}
