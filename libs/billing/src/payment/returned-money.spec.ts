import fc from 'fast-check';
import type { PaymentStatus } from './payment.states';
import { refundableMinor, statusAfterReturn, type ReturnedMoney, type ReturnEvent } from './returned-money';

const money = (overrides: Partial<ReturnedMoney>): ReturnedMoney => ({
  capturedMinor: 2999n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  openDisputes: 0,
  ...overrides,
});

it.each<[PaymentStatus, ReturnEvent, Partial<ReturnedMoney>, PaymentStatus]>([
  ['success', 'refunded', { refundedMinor: 1n }, 'partially_refunded'],
  ['success', 'refunded', { refundedMinor: 2999n }, 'refunded'],
  ['partially_refunded', 'refunded', { refundedMinor: 2998n }, 'partially_refunded'],
  ['partially_refunded', 'refunded', { refundedMinor: 2999n }, 'refunded'],
  ['refunded', 'refund_returned', {}, 'success'],
  ['refunded', 'refund_returned', { refundedMinor: 1n }, 'partially_refunded'],
  ['refunded', 'refund_returned', { chargedBackMinor: 2999n }, 'refunded'],
  ['refunded', 'refund_returned', { refundedMinor: 500n, chargedBackMinor: 2999n }, 'refunded'],
  ['refunded', 'refunded', { refundedMinor: 1000n, chargedBackMinor: 2999n }, 'refunded'],
  ['disputed', 'refund_returned', { chargedBackMinor: 2999n, openDisputes: 1 }, 'disputed'],
  ['success', 'disputed', { openDisputes: 1 }, 'disputed'],
  ['refunded', 'disputed', { refundedMinor: 2999n, openDisputes: 1 }, 'disputed'],
  ['disputed', 'refunded', { refundedMinor: 1000n, openDisputes: 1 }, 'disputed'],
  ['disputed', 'dispute_won', {}, 'success'],
  ['disputed', 'dispute_won', { refundedMinor: 1000n }, 'partially_refunded'],
  ['disputed', 'dispute_won', { refundedMinor: 2999n }, 'refunded'],
  ['disputed', 'dispute_won', { openDisputes: 1 }, 'disputed'],
  ['disputed', 'dispute_lost', { chargedBackMinor: 2999n }, 'refunded'],
  ['disputed', 'dispute_lost', { chargedBackMinor: 1000n }, 'partially_refunded'],
  ['disputed', 'dispute_lost', { refundedMinor: 1000n, chargedBackMinor: 1999n }, 'refunded'],
])('%s, then %s with %j: %s', (from, event, overrides, to) => {
  expect(statusAfterReturn(from, event, money(overrides))).toEqual({ ok: true, value: to });
});

it.each<[PaymentStatus, ReturnEvent]>([
  ['pending', 'refunded'],
  ['processing', 'disputed'],
  ['failed', 'refunded'],
  ['success', 'dispute_won'],
])('refuses %s, then %s: nothing was captured, or nothing contested', (from, event) => {
  expect(statusAfterReturn(from, event, money({}))).toMatchObject({ ok: false });
});

it('29.99 captured, 10.00 on its way back, 5.00 charged back: 14.99 may still go', () => {
  expect(refundableMinor({ capturedMinor: 2999n, reservedMinor: 1000n, chargedBackMinor: 500n })).toBe(1499n);
  expect(refundableMinor({ capturedMinor: 2999n, reservedMinor: 1000n, chargedBackMinor: 2999n })).toBe(0n);
});

/** The same status from the facts alone, whatever happened in which order. */
function statusOf({ capturedMinor, refundedMinor, chargedBackMinor, openDisputes }: ReturnedMoney): PaymentStatus {
  if (openDisputes > 0) return 'disputed';
  const goneMinor = refundedMinor + chargedBackMinor;
  if (goneMinor === 0n) return 'success';
  return goneMinor < capturedMinor ? 'partially_refunded' : 'refunded';
}

it('whatever happens in whatever order, the status is what the facts say', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.bigInt({ min: 1n, max: 40n })), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (moves) => {
      let status: PaymentStatus = 'success';
      const facts = { capturedMinor: 100n, refundedMinor: 0n, chargedBackMinor: 0n, openDisputes: 0 };
      for (const [kind, amount] of moves) {
        const event = happen(facts, kind, amount);
        if (!event) continue;
        const after = statusAfterReturn(status, event, facts);
        if (!after.ok) throw new Error(`${status} refuses ${event}`);
        status = after.value;
        expect(status).toBe(statusOf(facts));
      }
    }),
  );
});

function happen(
  facts: { -readonly [K in keyof ReturnedMoney]: ReturnedMoney[K] },
  kind: number,
  amount: bigint,
): ReturnEvent | undefined {
  // A refund that was set aside before a dispute was lost is still made: only the refunds together are bounded.
  if (kind === 0 && facts.refundedMinor + amount <= facts.capturedMinor) {
    facts.refundedMinor += amount;
    return 'refunded';
  }
  if (kind === 1 && facts.refundedMinor >= amount) {
    facts.refundedMinor -= amount;
    return 'refund_returned';
  }
  if (kind === 2) {
    facts.openDisputes += 1;
    return 'disputed';
  }
  if (kind < 3 || facts.openDisputes === 0) return undefined;
  facts.openDisputes -= 1;
  if (kind === 3) return 'dispute_won';
  facts.chargedBackMinor += amount;
  return 'dispute_lost';
}
