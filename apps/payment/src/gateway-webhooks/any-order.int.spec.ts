import fc from 'fast-check';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { handleLeftEvents, sendEvent } from '../testing/gateway-event';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { moneyOf, refund } from '../testing/refund';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

let count = 0;
jest.setTimeout(120_000);

/** What happens at the gateway to one payment of 29.99 after it was taken. */
interface History {
  /** Refunds in minor units, how each ends, and whether somebody made it at the gateway itself. */
  refunds: { amountMinor: number; ending: 'made' | 'refused' | 'returned'; isMadeThere: boolean }[];
  disputes: { amountMinor: number; ending: 'open' | 'won' | 'lost' }[];
}

type Event = { id: string; type: string } & Record<string, string>;

const history: fc.Arbitrary<History> = fc.record({
  refunds: fc.array(
    fc.record({
      amountMinor: fc.integer({ min: 1, max: 900 }),
      ending: fc.constantFrom('made' as const, 'refused' as const, 'returned' as const),
      isMadeThere: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  disputes: fc.array(
    fc.record({
      amountMinor: fc.integer({ min: 1, max: 100 }),
      ending: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
    }),
    { maxLength: 2 },
  ),
});

/** A refund of ours that the gateway has in hand, as its events name it. */
async function ordered(paymentId: string, amountMinor: number) {
  world.gateway.endNextRefundAs('processing');
  const { refundId } = await refund(world, paymentId, { amount: amountMinor / 100 });
  await world.get(SendRefund).execute(refundId);
  const text = `SELECT gateway_reference FROM refund WHERE id = $1`;
  const [row] = await world.database.query<{ gateway_reference: string }>(text, [refundId]);
  return { refund_id: refundId, refund_reference: row?.gateway_reference ?? '' };
}

/** The events of a history, each once; what the gateway had in hand before them is done already. */
async function eventsOf({ refunds, disputes }: History) {
  const answer = await pay(world, await world.due());
  const { transaction_id: paymentId, gateway_reference: reference } = answer.body.data;
  const event = (type: string, fields: Record<string, string>): Event => ({
    id: `evt_any_${++count}`,
    type,
    gateway_reference: reference ?? '',
    currency: 'USD',
    ...fields,
  });
  const events = [event('charge.succeeded', { payment_id: paymentId, amount_minor: '2999' })];
  for (const { amountMinor, ending, isMadeThere } of refunds) {
    const named = isMadeThere ? { refund_reference: `re_any_${++count}` } : await ordered(paymentId, amountMinor);
    const facts = { ...named, amount_minor: `${amountMinor}` };
    if (ending !== 'refused') events.push(event('refund.succeeded', facts));
    if (ending !== 'made') events.push(event('refund.failed', facts));
  }
  for (const { amountMinor, ending } of disputes) {
    const facts = { dispute_reference: `dp_any_${++count}`, amount_minor: `${amountMinor}` };
    events.push(event('dispute.opened', facts));
    if (ending !== 'open') events.push(event(`dispute.${ending}`, facts));
  }
  return { paymentId, events };
}

/** What the payment must look like in the end, from the history alone. */
function endOf({ refunds, disputes }: History) {
  const sum = (amounts: { amountMinor: number }[]) => amounts.reduce((all, { amountMinor }) => all + amountMinor, 0);
  const returned = sum(refunds.filter(({ ending }) => ending === 'made'));
  const chargedBack = sum(disputes.filter(({ ending }) => ending === 'lost'));
  const open = disputes.filter(({ ending }) => ending === 'open').length;
  const gone = returned + chargedBack;
  return {
    status: open > 0 ? 'disputed' : gone === 0 ? 'success' : gone < 2999 ? 'partially_refunded' : 'refunded',
    refunded_minor: `${returned}`,
    returned_minor: `${returned}`,
    charged_back_minor: `${chargedBack}`,
    open_disputes: open,
  };
}

/** Money that the record of movements says the payment still has, in minor units. */
async function booked(paymentId: string): Promise<number> {
  const [row] = await world.database.query<{ balance: string }>(
    `SELECT sum(CASE
       WHEN kind IN ('charge', 'dispute_reversal') AND status = 'success' THEN amount_minor
       WHEN kind IN ('refund', 'dispute') AND status = 'success' THEN -amount_minor
       WHEN kind = 'refund' AND EXISTS (SELECT 1 FROM payment_transaction AS made
         JOIN refund ON refund.id = made.id AND refund.was_returned
         WHERE made.gateway_reference = payment_transaction.gateway_reference AND made.status = 'success') THEN amount_minor
       ELSE 0 END) AS balance
     FROM payment_transaction WHERE payment_id = $1`,
    [paymentId],
  );
  return Number(row?.balance);
}

it('whatever order the gateway’s events come in, and however often, a payment ends alike', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.noBias(fc.nat()), async (facts, seed) => {
      const { paymentId, events } = await eventsOf(facts);
      const roll = dice(seed);
      // Half of the histories come with each event once: a repetition must not be what mends them.
      const repeats = seed % 2 === 0 ? 0 : 0.4;
      const doubled = events.flatMap((event) => (roll() < repeats ? [event, event] : [event]));
      // The same news under another id, too: gateways tell it so, and deliver some at the same moment.
      const retold = events.filter(() => roll() < repeats).map((event) => ({ ...event, id: `${event.id}_again` }));
      const delivered = shuffled([...doubled, ...retold], roll);
      for (let at = 0; at < delivered.length; at += 3) {
        await Promise.all(delivered.slice(at, at + 3).map((event) => sendEvent(world, event)));
      }
      await handleLeftEvents(world);
      expect(await moneyOf(world, paymentId)).toEqual(endOf(facts));
      const open = facts.disputes
        .filter(({ ending }) => ending === 'open')
        .reduce((all, row) => all + row.amountMinor, 0);
      const { returned_minor: returned, charged_back_minor: chargedBack } = endOf(facts);
      expect(await booked(paymentId)).toBe(2999 - Number(returned) - Number(chargedBack) - open);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

/** Numbers in [0, 1), evenly spread, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: T[], roll: () => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(roll() * left.length), 1)[0] as T);
}
