import { Period, TimeZone } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import fc from 'fast-check';
import { bookCreditNote } from '../ledger';
import { accepted, at, refusalOf, usd } from '../testing';
import {
  creditableOf,
  draftInvoice,
  finalizeInvoice,
  gatewayMinimum,
  issueCreditNote,
  readCouponTerms,
  settleInvoice,
  type BillableLine,
  type Coupon,
  type CreditNote,
  type CreditNoteFacts,
  type Invoice,
} from './index';

const now = at('2026-02-10T00:00:00Z');
const period = Period.of(now, at('2026-03-10T00:00:00Z'));
const line = (minor: bigint, facts: Partial<BillableLine> = {}): BillableLine => ({
  kind: 'subscription',
  description: 'Pro',
  quantity: '1',
  lineTotal: usd(minor),
  period,
  explanation: '',
  ...facts,
});
const off = (amountOff: string): Coupon => ({
  code: 'OFF',
  planIds: null,
  redeemBy: null,
  redemptionsMax: null,
  ...accepted(readCouponTerms({ amountOff, currency: 'USD', duration: 'forever' })),
});

interface BillFacts {
  readonly percent?: string;
  readonly isInclusive?: boolean;
  readonly coupons?: readonly Coupon[];
  readonly credit?: bigint;
}

function opened(lines: BillableLine[], facts: BillFacts = {}): Invoice {
  const { percent = '20', isInclusive = false, coupons = [], credit = 0n } = facts;
  const draft = draftInvoice({
    invoiceId: 'i',
    accountId: 'a',
    subscriptionId: 's',
    currency: 'USD',
    period,
    lines,
    coupons: coupons.map((coupon) => ({ coupon, cyclesUsed: 0 })),
  }).invoice;
  const rates = [{ jurisdiction: 'DE', name: 'VAT', percent: Rate.of(percent), isInclusive }];
  const assess = {
    tax: { rates, notes: [] },
    taxRounding: 'rate' as const,
    credits: credit === 0n ? [] : [{ id: 'c', remaining: usd(credit) }],
    minimumCharge: gatewayMinimum('USD'),
  };
  return accepted(finalizeInvoice(draft, { sequence: 1, now, zone: TimeZone.UTC, paymentTermsDays: 0, assess }))
    .invoice;
}

const paidOf = (invoice: Invoice) => accepted(settleInvoice(invoice, invoice.amountDue, now)).invoice;
const noteOn = (invoice: Invoice, facts: Partial<CreditNoteFacts> = {}) =>
  issueCreditNote({
    invoice,
    earlier: [],
    amountRefunded: usd(0n),
    refundedUnasked: usd(0n),
    demand: { kind: 'all' },
    settlement: 'refund',
    now,
    ...facts,
  });
const unasked = (minor: bigint) => ({ amountRefunded: usd(minor), refundedUnasked: usd(minor) });
const amount = (minor: bigint) => ({ kind: 'amount' as const, amount: usd(minor) });
const ofLine = (minor: bigint, index = 0) => ({
  kind: 'lines' as const,
  lines: [{ line: index, lineTotal: usd(minor) }],
});
const words = ({ total, tax, lowersDue, refunded, credited }: CreditNote) =>
  [total, tax, lowersDue, refunded, credited].map(({ minor }) => Number(minor));

describe('issueCreditNote', () => {
  const open = opened([line(2999n)]);
  const paid = paidOf(open);
  const cheaper = paidOf(opened([line(1000n)], { coupons: [off('3.33')] }));
  const taken = (invoice: Invoice, minor: bigint) => accepted(noteOn(invoice, { demand: ofLine(minor) })).note;
  const halfCredit = paidOf(opened([line(2999n)], { credit: 1599n }));

  test.each<[string, ReturnType<typeof noteOn>, number[]]>([
    ['all of a paid one, refunded', noteOn(paid), [3599, 600, 0, 3599, 0]],
    ['all of a paid one, as credit', noteOn(paid, { settlement: 'credit' }), [3599, 600, 0, 0, 3599]],
    ['a third of it', noteOn(paid, { demand: amount(1200n) }), [1200, 200, 0, 1200, 0]],
    ['an open one owes less', noteOn(open, { demand: amount(1200n) }), [1200, 200, 1200, 0, 0]],
    ['what credit paid comes back as credit', noteOn(halfCredit), [3599, 600, 0, 2000, 1599]],
    [
      'what notes sent back is not sent again',
      noteOn(halfCredit, { amountRefunded: usd(1000n), demand: amount(1500n) }),
      [1500, 250, 0, 1000, 500],
    ],
    ['what went back without a note comes back once', noteOn(paid, unasked(3000n)), [3599, 600, 0, 3599, 0]],
    ['as credit, too', noteOn(paid, { ...unasked(3000n), settlement: 'credit' }), [3599, 600, 0, 3000, 599]],
    [
      'a part that was still paid for comes back whole',
      noteOn(paid, { ...unasked(3000n), settlement: 'credit', demand: amount(500n) }),
      [500, 83, 0, 0, 500],
    ],
    ['a refund takes nothing from what credit paid', noteOn(halfCredit, unasked(2000n)), [3599, 600, 0, 2000, 1599]],
    ['a line, with its tax', noteOn(paid, { demand: ofLine(1000n) }), [1200, 200, 0, 1200, 0]],
    [
      'tax in the price',
      noteOn(paidOf(opened([line(2999n)], { isInclusive: true })), { demand: amount(1000n) }),
      [1000, 167, 0, 1000, 0],
    ],
    [
      'a credit among the lines',
      noteOn(paidOf(opened([line(-2644n, { kind: 'proration_credit' }), line(5343n)]))),
      [3239, 540, 0, 3239, 0],
    ],
  ])('%s', (_, note, expected) => expect(words(accepted(note).note)).toEqual(expected));

  test('a case of a public project: 262.60 of 399.00, of which 250.00 were taken off', () => {
    const invoice = paidOf(opened([line(39900n)], { coupons: [off('250.00')] }));
    const { note } = accepted(noteOn(invoice, { demand: ofLine(26260n) }));
    expect([note.total.minor, note.tax.minor, note.lines[0]?.net.minor]).toEqual([11767n, 1961n, 9806n]);
  });

  test('an open invoice of which too little to charge is left is paid, and the account owes the rest', () => {
    const { invoice, carried, note, events, effects } = accepted(noteOn(open, { demand: amount(3550n) }));
    expect(invoice).toMatchObject({ status: 'paid', amountDue: usd(0n), creditApplied: usd(49n), paidAt: now });
    expect(effects).toEqual([{ kind: 'debit_carried', amount: usd(49n) }]);
    expect(events.map(({ type }) => type)).toEqual(['credit_note.created', 'invoice.paid']);
    expect(bookCreditNote({ ...note, carried }).postings).toContainEqual({
      account: 'customer_credit',
      change: usd(49n),
    });
    // The rest taken off as well, nothing is owed.
    const { note: second } = accepted(noteOn(invoice, { earlier: [note] }));
    expect(words(second)).toEqual([49, 8, 0, 0, 49]);
    expect(accepted(noteOn(open, { demand: amount(3549n) })).invoice).toMatchObject({
      status: 'open',
      amountDue: usd(50n),
    });
  });

  test('an open invoice that owes nothing any more is paid', () => {
    const { invoice, events, effects } = accepted(noteOn(open));
    expect(invoice).toMatchObject({ status: 'paid', amountDue: usd(0n), amountCredited: usd(3599n), paidAt: now });
    expect(events.map(({ type }) => type)).toEqual(['credit_note.created', 'invoice.paid']);
    expect(effects).toEqual([]);
    const { invoice: lowered } = accepted(noteOn(open, { demand: amount(1200n) }));
    expect(accepted(settleInvoice(lowered, usd(2399n), now)).invoice.status).toBe('paid');
  });

  test('nothing is sent of what went back before', () => {
    const { effects, refundedBefore } = accepted(noteOn(paid, unasked(3000n)));
    expect(refundedBefore).toEqual(usd(3000n));
    expect(effects).toEqual([{ kind: 'refund_asked', amount: usd(599n) }]);
  });

  test('money goes back by the gateway, credit to the account', () => {
    expect(accepted(noteOn(halfCredit)).effects).toEqual([
      { kind: 'refund_asked', amount: usd(2000n) },
      { kind: 'credit_granted', amount: usd(1599n), reason: 'credit_note' },
    ]);
  });

  test.each<[string, ReturnType<typeof noteOn>]>([
    ['invoice_not_creditable', noteOn({ ...open, status: 'draft' })],
    ['invoice_not_creditable', noteOn({ ...open, status: 'void' })],
    ['credit_exceeds_invoice', noteOn(paid, { demand: amount(3600n) })],
    ['credit_exceeds_invoice', noteOn(paid, { demand: amount(0n) })],
    ['credit_exceeds_invoice', noteOn(paid, { demand: ofLine(3000n) })],
    ['credit_exceeds_invoice', noteOn(paid, { demand: ofLine(2n), earlier: [taken(paid, 2998n)] })],
    ['credit_exceeds_invoice', noteOn(cheaper, { demand: ofLine(1001n) })],
    ['credit_exceeds_invoice', noteOn(paid, { earlier: [accepted(noteOn(paid)).note] })],
    ['invalid_credit_note_line', noteOn(paid, { demand: ofLine(1n, 1) })],
    ['invalid_credit_note_line', noteOn(paid, { demand: ofLine(0n) })],
    [
      'invalid_credit_note_line',
      noteOn(paid, {
        demand: {
          kind: 'lines',
          lines: [
            { line: 0, lineTotal: usd(1n) },
            { line: 0, lineTotal: usd(1n) },
          ],
        },
      }),
    ],
  ])('%s', (code, note) => expect(refusalOf(note)).toBe(code));
});

test.each<[string, bigint, bigint, number[]]>([
  ['rounded down, the last part has the cent', 3n, 1n, [0, 0, 1]],
  ['rounded up, the cents go to the first parts', 8n, 2n, [1, 1, 0, 0]],
])('a line credited part by part: %s', (_, whole, part, taxes) => {
  const invoice = opened([line(whole), line(1000n)]);
  const earlier: CreditNote[] = [];
  for (let rest = whole; rest > 0n; rest -= part) {
    earlier.push(accepted(noteOn(invoice, { demand: ofLine(part), earlier })).note);
  }
  expect(earlier.map(({ tax }) => Number(tax.minor))).toEqual(taxes);
  expect(creditableOf({ invoice, earlier }).minor).toBe(1200n);
});

test('note after note never exceeds the invoice, and the last one takes all that is left', () => {
  const bills = fc.record({
    minors: fc.array(fc.bigInt(-3000n, 9000n), { minLength: 1, maxLength: 4 }),
    percent: fc.constantFrom('0', '7.7', '20'),
    isInclusive: fc.boolean(),
    coupons: fc.constantFrom<Coupon[]>([], [off('3.33')]),
    isPaid: fc.boolean(),
  });
  const demands = fc.array(
    fc.oneof(
      fc.bigInt(1n, 4000n).map(amount),
      fc.tuple(fc.bigInt(1n, 4000n), fc.nat(3)).map(([minor, index]) => ofLine(minor, index)),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(bills, demands, ({ minors, isPaid, ...facts }, asked) => {
      const lines = minors.map((minor) => line(minor, minor < 0n ? { kind: 'proration_credit' } : {}));
      const opening = opened(lines, facts);
      const issued = isPaid && opening.status === 'open' ? paidOf(opening) : opening;
      let invoice = issued;
      const earlier: CreditNote[] = [];
      for (const demand of [...asked, { kind: 'all' as const }]) {
        const left = creditableOf({ invoice, earlier });
        const refunded = Money.sum(
          earlier.map((note) => note.refunded),
          'USD',
        );
        const note = noteOn(invoice, { demand, earlier, amountRefunded: refunded });
        if (!note.ok) continue;
        earlier.push(note.value.note);
        invoice = note.value.invoice;
        const { total, tax, lowersDue, refunded: back, credited } = note.value.note;
        expect(total.compare(left) <= 0 && !lowersDue.isNegative()).toBe(true);
        expect(lowersDue.add(back).add(credited).equals(total)).toBe(true);
        expect(bookCreditNote({ total, tax, lowersDue, refunded: back, credited }).postings.length).toBeGreaterThan(0);
      }
      const sum = (of: (note: CreditNote) => Money) => Money.sum(earlier.map(of), 'USD');
      expect(sum(({ total }) => total).equals(issued.total)).toBe(true);
      expect(sum(({ tax }) => tax).equals(issued.total.isZero() ? usd(0n) : issued.tax)).toBe(true);
      expect(sum(({ refunded }) => refunded).compare(issued.amountPaid) <= 0).toBe(true);
      expect(invoice.amountDue.isZero()).toBe(true);
    }),
  );
});
