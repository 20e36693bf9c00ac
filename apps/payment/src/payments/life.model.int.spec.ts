import fc from 'fast-check';
import { Client } from 'pg';
import { PAYMENT_TRANSITIONS, type PaymentStatus } from '@libs/billing/payment';
import type { MockFault } from '../gateways/mock/mock-books';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { chargeNow, chargePayload, consume } from '../testing/charge';
import { sendEvent } from '../testing/gateway-event';
import { pay } from '../testing/pay';
import { dueRequest, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { refund } from '../testing/refund';
import { saveCard } from '../testing/save-card';
import type { PaymentRequest } from './payment';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';

jest.setTimeout(180_000);

/** Sees every change of a payment's status, whichever statement makes it, audited or not. */
const WITNESS = `
  CREATE TABLE status_witness (seq bigserial, payment_id uuid, before text, after text);
  GRANT INSERT, SELECT ON status_witness TO PUBLIC;
  GRANT USAGE ON SEQUENCE status_witness_seq_seq TO PUBLIC;
  CREATE FUNCTION witness_status() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO status_witness (payment_id, before, after)
    VALUES (NEW.id, CASE WHEN TG_OP = 'INSERT' THEN 'pending' ELSE OLD.status END, NEW.status);
    RETURN NEW;
  END $$;
  CREATE TRIGGER witness AFTER INSERT OR UPDATE OF status ON payment FOR EACH ROW EXECUTE FUNCTION witness_status();`;

let world: PaymentWorld;
let events = 0;
beforeAll(async () => {
  world = await paymentWorld();
  const owner = new Client({ connectionString: world.owner.ownerUrl });
  await owner.connect();
  await owner.query(WITNESS);
  await owner.end();
});
afterAll(async () => world?.close());

const CARDS = [
  '4242424242424242',
  '4000000000000002',
  '4000000000000036',
  '4000000000000077',
  '4000000000000119',
  '4000000000000341',
];
const FAULTS: MockFault[] = ['lose_answer', 'lose_request', 'refuse_connection'];

type Step =
  | { do: 'pay'; card: string; keep: boolean }
  | { do: 'charge' | 'charge_now'; key: string }
  | { do: 'break'; fault: MockFault }
  | { do: 'worker' | 'refund_some' | 'refund_all' | 'void' | 'event' | 'dispute' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('pay' as const), card: fc.constantFrom(...CARDS), keep: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('charge' as const, 'charge_now' as const),
    key: fc.constantFrom('issue', 'retry-1', 'retry-2'),
  }),
  fc.record({ do: fc.constant('break' as const), fault: fc.constantFrom(...FAULTS) }),
  fc.record({
    do: fc.constantFrom(
      'worker' as const,
      'refund_some' as const,
      'refund_all' as const,
      'void' as const,
      'event' as const,
      'dispute' as const,
    ),
  }),
);

/** Rare by chance, and always walked. */
const WALKS = {
  turnedAway: [
    { do: 'break', fault: 'refuse_connection' },
    { do: 'charge', key: 'issue' },
    { do: 'charge', key: 'issue' },
    { do: 'refund_all' },
  ],
  refunded: [{ do: 'pay', card: '4242424242424242', keep: true }, { do: 'refund_some' }, { do: 'refund_all' }],
  lost: [
    { do: 'break', fault: 'lose_request' },
    { do: 'charge_now', key: 'issue' },
    { do: 'worker' },
    { do: 'charge', key: 'retry-1' },
    { do: 'dispute' },
  ],
} satisfies Record<string, Step[]>;

const paymentsOf = (invoiceId: string) =>
  world.database.query<{ id: string; status: PaymentStatus; gateway_reference: string | null }>(
    `SELECT id, status, gateway_reference FROM payment WHERE invoice_id = $1 ORDER BY id`,
    [invoiceId],
  );

async function take(request: PaymentRequest, taken: Step): Promise<void> {
  switch (taken.do) {
    case 'pay':
      return void (await pay(world, request, { card_number: taken.card, save_card: taken.keep }));
    case 'charge':
      return void (await consume(world, chargePayload(request, taken.key)));
    case 'charge_now':
      return void (await chargeNow(world, chargePayload(request, taken.key)));
    case 'break':
      return world.gateway.breakNext(taken.fault);
    case 'void':
      return void (await consume(world, {
        ...chargePayload({ ...request, status: 'void', version: 9 }),
        charge: null,
      }));
    case 'worker':
      world.clock.forward(61);
      return void (await world.get(SettleUnknownOutcomes).execute());
    default:
      for (const payment of await paymentsOf(request.invoiceId)) await happen(payment, taken.do);
  }
}

async function happen(
  { id, gateway_reference: reference }: { id: string; gateway_reference: string | null },
  what: 'refund_some' | 'refund_all' | 'event' | 'dispute',
): Promise<void> {
  const fields = { payment_id: id, gateway_reference: reference ?? 'mock_unknown', currency: 'USD' };
  if (what === 'event' || what === 'dispute') {
    const type = what === 'event' ? 'charge.succeeded' : 'dispute.opened';
    const disputed = what === 'dispute' ? { dispute_reference: `dp_${id}`, reason: 'fraudulent' } : {};
    await sendEvent(world, { id: `evt_life_${++events}`, type, ...fields, ...disputed, amount_minor: '2999' });
    return;
  }
  const { refundId } = await refund(world, id, what === 'refund_some' ? { amount: 5 } : {});
  if (refundId) await world.get(SendRefund).execute(refundId);
}

async function witnessed(invoiceId: string) {
  return world.database.query<{ payment_id: string; before: PaymentStatus; after: PaymentStatus }>(
    `SELECT w.payment_id, w.before, w.after FROM status_witness w JOIN payment p ON p.id = w.payment_id
     WHERE p.invoice_id = $1 AND w.before <> w.after ORDER BY w.seq`,
    [invoiceId],
  );
}

async function audited(invoiceId: string) {
  return world.database.query<{ payment_id: string; before: PaymentStatus; after: PaymentStatus }>(
    `SELECT a.payment_id, coalesce(a.before->>'status', 'pending') AS before, a.after->>'status' AS after
     FROM payment_audit a JOIN payment p ON p.id = a.payment_id
     WHERE p.invoice_id = $1 AND a.after ? 'status' AND coalesce(a.before->>'status', 'pending') <> a.after->>'status'
     ORDER BY a.id`,
    [invoiceId],
  );
}

const isAllowed = (before: PaymentStatus, after: PaymentStatus) =>
  Object.values<PaymentStatus>(PAYMENT_TRANSITIONS[before]).includes(after);
const sorted = (changes: readonly { payment_id: string; before: string; after: string }[]) =>
  changes.map(({ payment_id: id, before, after }) => `${id} ${before} ${after}`).sort();

it('whatever happens in whatever order, only the changes of the table are made, and each has its audit row', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const request = dueRequest();
      await saveCard(world, request.accountId);
      await world.due(request);
      for (const each of steps) await take(request, each);
      const changes = await witnessed(request.invoiceId);
      for (const { before, after } of changes) seen.add(`${before} → ${after}`);
      expect(changes.filter(({ before, after }) => !isAllowed(before, after))).toEqual([]);
      expect(sorted(await audited(request.invoiceId))).toEqual(sorted(changes));
      const payments = await paymentsOf(request.invoiceId);
      const charged = world.gateway.journal.filter(
        ({ kind, paymentId }) => kind === 'charge' && payments.some(({ id }) => id === paymentId),
      );
      expect(charged.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 120, examples: [[WALKS.turnedAway], [WALKS.refunded], [WALKS.lost]] },
  );
  // A walk that goes nowhere shows nothing.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'pending → processing',
      'processing → success',
      'processing → failed',
      'failed → processing',
      'success → partially_refunded',
      'success → refunded',
    ]),
  );
});
