import { newId } from '@libs/persistence';
import fc from 'fast-check';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

type Told = Record<string, unknown>;

/** What happened to the money of one bill of 29.99; cents. */
interface Story {
  /** Voided before anything is told. */
  readonly isVoid: boolean;
  /** A note of 10.00 on the paid bill, whose refund is told with the rest. */
  readonly hasNote: boolean;
  readonly payments: readonly { readonly cents: number; readonly fee: boolean }[];
  readonly refunds: readonly {
    readonly of: number;
    readonly cents: number;
    readonly end: 'paid' | 'returned' | 'failed';
  }[];
  readonly disputes: readonly { readonly of: number; readonly cents: number; readonly end: 'open' | 'won' | 'lost' }[];
}

const cents = fc.integer({ min: 1, max: 4000 });
const STORY: fc.Arbitrary<Story> = fc.record({
  isVoid: fc.boolean(),
  hasNote: fc.boolean(),
  payments: fc.array(fc.record({ cents: fc.constantFrom(2999, 3500, 1000), fee: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  refunds: fc.array(
    fc.record({
      of: fc.nat({ max: 2 }),
      cents,
      end: fc.constantFrom('paid' as const, 'paid' as const, 'returned' as const, 'failed' as const),
    }),
    { maxLength: 4 },
  ),
  disputes: fc.array(
    fc.record({
      of: fc.nat({ max: 2 }),
      cents,
      end: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
    }),
    { maxLength: 2 },
  ),
});

describe('the order in which the payment service tells', () => {
  let world: BillingWorld;
  let planId: number;
  beforeAll(async () => {
    world = await billingWorld();
    planId = await world.plan();
  });
  afterAll(async () => {
    expect(await unbalanced(world)).toEqual([]);
    const { data } = (await world.call('GET', '/v1/ledger/check', STAFF)).body;
    expect(data.filter(({ agrees }: { agrees: boolean }) => !agrees)).toEqual([]);
    await world.close();
  });

  const tell = async (body: Told) => (await world.call('POST', '/v1/webhooks/payment', 'payment-service', body)).status;

  /** A bill, the same for each order, and what is told of it. */
  async function begin({ isVoid, hasNote, ...told }: Story) {
    const { id: accountId } = await world.account();
    const made = (await world.call('POST', '/v1/subscriptions', accountId, { plan_id: planId })).body.data;
    const ids = { subscription_id: made.id, invoice_id: made.invoice_id, account_id: accountId, currency: 'USD' };
    const event = (cent: number, facts: Told): Told => ({
      event_id: newId(),
      ...ids,
      amount: cent / 100,
      occurred_at: '2026-02-10T09:00:01Z',
      ...facts,
    });
    let creditNoteId: string | null = null;
    if (isVoid) {
      const voided = await world.call('POST', `/v1/invoices/${made.invoice_id}/void`, STAFF, { reason: 'Mistake' });
      expect(voided.status).toBe(200);
    } else if (hasNote) {
      await tell(event(2999, { transaction_id: newId(), status: 'success' }));
      const note = { amount: 10, reason: 'Outage', settlement: 'refund' };
      const { data } = (await world.call('POST', `/v1/invoices/${made.invoice_id}/credit-notes`, STAFF, note)).body;
      creditNoteId = data.id as string;
    }
    return { accountId, invoiceId: made.invoice_id as string, events: eventsOf({ ...told, event, creditNoteId }) };
  }

  async function endOf(accountId: string, invoiceId: string) {
    const books = await world.rows<{ name: string; total: string }>(
      `SELECT ledger_account AS name, sum(amount_minor) AS total FROM ledger_posting WHERE account_id = $1
       GROUP BY 1 HAVING sum(amount_minor) <> 0 ORDER BY 1`,
      [accountId],
    );
    const { status, amount_paid, amount_due, amount_refunded } = (
      await world.call('GET', `/v1/invoices/${invoiceId}`, STAFF)
    ).body.data;
    const { balance, dispute_hold } = (await world.call('GET', `/v1/accounts/${accountId}`, STAFF)).body.data;
    return { books, status, amount_paid, amount_due, amount_refunded, balance, dispute_hold };
  }

  it('does not matter, nor how often it tells: books, bill and credit end alike', async () => {
    const shuffles = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(STORY, fc.array(shuffles, { minLength: 3, maxLength: 3 }), async (story, orders) => {
        const ends = [];
        for (const order of [[], ...orders]) {
          const { accountId, invoiceId, events } = await begin(story);
          for (const body of shuffled(events, order)) expect(await tell(body)).toBe(200);
          ends.push(await endOf(accountId, invoiceId));
        }
        for (const end of ends) expect(end).toEqual(ends[0]);
        const [end] = ends;
        const bookOf = (name: string) => Number(end?.books.find((row) => row.name === name)?.total ?? 0);
        expect(bookOf('customer_credit') + Math.round((end?.balance as number) * 100)).toBe(0);
        expect(bookOf('receivables')).toBe(end?.status === 'open' ? Math.round((end.amount_due as number) * 100) : 0);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

function eventsOf({
  payments,
  refunds,
  disputes,
  event,
  creditNoteId,
}: Omit<Story, 'isVoid' | 'hasNote'> & {
  event: (cents: number, facts: Told) => Told;
  creditNoteId: string | null;
}): Told[] {
  const transactions = payments.map(() => newId());
  const of = (index: number) => ({ transaction_id: transactions[index % transactions.length] });
  const paid = payments.flatMap((payment, index) => {
    const told = event(payment.cents, { ...of(index), status: 'success', amount_reconciled: true });
    return payment.fee ? [told, event(117, { ...of(index), type: 'fee' })] : [told];
  });
  const refund = (told: Story['refunds'][number], noteId: string | null) => {
    const facts = { type: 'refund', refund_id: newId(), ...of(told.of), credit_note_id: noteId };
    const outcomes = { paid: ['success'], failed: ['failed'], returned: ['success', 'failed'] }[told.end];
    return outcomes.map((status) => event(told.cents, { ...facts, status }));
  };
  const contested = disputes.flatMap((told) => {
    const facts = { type: 'dispute', dispute_id: newId(), ...of(told.of), reason: 'fraudulent' };
    const stages = told.end === 'open' ? ['opened'] : ['opened', told.end];
    return stages.map((status) => event(told.cents, { ...facts, status }));
  });
  const ofNote = creditNoteId === null ? [] : refund({ of: 0, cents: 1000, end: 'paid' }, creditNoteId);
  return [...paid, ...refunds.flatMap((told) => refund(told, null)), ...ofNote, ...contested];
}

/** Another order, some of it told twice. */
function shuffled(events: readonly Told[], order: readonly number[]): Told[] {
  if (order.length === 0) return [...events];
  const keyed = events.flatMap((body, index) => {
    const at = order[index] ?? 0;
    return at % 3 === 0
      ? [
          { body, at },
          { body, at: order[index + 30] ?? 0 },
        ]
      : [{ body, at }];
  });
  return keyed.toSorted((a, b) => a.at - b.at).map(({ body }) => body);
}
