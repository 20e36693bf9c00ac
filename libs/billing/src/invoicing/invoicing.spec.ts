import { TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import { requestPayment } from '../collection';
import { periodsSinceStart, type BillablePeriod } from '../subscription/renew-subscription';
import type { Subscription } from '../subscription/subscription';
import { accepted, aPlan, at, refusalOf, started, usd } from '../testing';
import {
  amountAsked,
  draftInvoice,
  finalizeInvoice,
  creditNoteNumber,
  invoiceNumber,
  invoiceYear,
  settleInvoice,
  voidInvoice,
} from './index';

const now = at('2026-02-10T09:00:00Z');
const facts = { sequence: 1, now, zone: TimeZone.UTC, paymentTermsDays: 0 };
const firstBill = (subscription: Subscription, plan = aPlan(), zone = TimeZone.UTC) => {
  const [first] = periodsSinceStart(subscription, plan, zone, subscription.createdAt) as [BillablePeriod];
  const { id: subscriptionId, accountId } = subscription;
  return draftInvoice({ invoiceId: 'invoice-1', accountId, subscriptionId, currency: 'USD', ...first }).invoice;
};
const draft = (plan = aPlan(), quantity = 1) => firstBill(started({ plan, quantity }).subscription, plan);
const open = accepted(finalizeInvoice(draft(), facts)).invoice;
const paid = accepted(settleInvoice(open, usd(2999n), now)).invoice;
const freePlan = aPlan({ prices: [usd(0n)] });

describe('the first bill', () => {
  test('a flat price is one line that says how it came about', () => {
    const invoice = draft();
    expect(invoice).toMatchObject({ status: 'draft', number: null, currency: 'USD', issuedAt: null });
    expect(invoice.lines).toMatchObject([
      {
        kind: 'subscription',
        description: 'Pro, 10 Feb to 10 Mar',
        quantity: '1',
        explanation: '1 × 29.99 USD for 10 Feb 2026 to 10 Mar 2026 = 29.99 USD.',
      },
    ]);
    expect([invoice.subtotal, invoice.total, invoice.amountDue].map(String)).toEqual(Array(3).fill('29.99 USD'));
  });

  test('seats are one line, too', () => {
    const invoice = draft(aPlan({ isPerSeat: true, prices: [usd(1000n)] }), 3);
    expect(invoice.lines).toMatchObject([{ kind: 'seat', quantity: '3', lineTotal: usd(3000n) }]);
    expect(invoice.lines[0]?.explanation).toBe('3 seats × 10.00 USD for 10 Feb 2026 to 10 Mar 2026 = 30.00 USD.');
    expect(invoice.total.toDecimalText()).toBe('30.00');
  });

  test('the stub to a billing day costs its share', () => {
    const { subscription } = started({ billingDay: 15, now: at('2026-02-10T00:00:00Z') });
    const invoice = firstBill(subscription);
    expect(invoice.lines).toMatchObject([{ description: 'Pro, 10 Feb to 15 Feb', lineTotal: usd(484n) }]);
    expect(invoice.lines[0]?.explanation).toContain('5 of 31 days');
  });

  test('in arrears there is nothing to pay yet', () => {
    const invoice = draft(aPlan({ billIn: 'arrears' }));
    expect([invoice.lines, invoice.amountDue.isZero()]).toEqual([[], true]);
  });

  test('the days are those of the account’s zone', () => {
    const { subscription } = started({ now: at('2026-02-10T23:30:00Z') });
    const zone = TimeZone.of('Asia/Kathmandu');
    const invoice = firstBill(subscription, aPlan(), zone);
    expect(invoice.lines[0]?.description).toBe('Pro, 11 Feb to 11 Mar');
  });
});

describe('finalizeInvoice', () => {
  test('gives number, issue and due date', () => {
    const { invoice, events } = accepted(finalizeInvoice(draft(), { ...facts, paymentTermsDays: 14 }));
    expect(invoice).toMatchObject({ status: 'open', number: 'INV-2026-000001', issuedAt: now, paidAt: null });
    expect(String(invoice.dueAt)).toBe('2026-02-24T09:00:00Z');
    expect(events).toEqual([{ type: 'invoice.finalized', invoiceId: 'invoice-1' }]);
  });

  test('nothing due is paid at once', () => {
    const { invoice, events } = accepted(finalizeInvoice(draft(freePlan), facts));
    expect(invoice).toMatchObject({ status: 'paid', paidAt: now });
    expect(events.map(({ type }) => type)).toEqual(['invoice.finalized', 'invoice.paid']);
  });

  test('only a draft can be finalized', () => {
    expect(finalizeInvoice(open, facts)).toEqual({ ok: false, error: { code: 'invoice_not_draft', status: 'open' } });
  });

  test('numbers carry the year in UTC', () => {
    expect(invoiceYear(at('2025-12-31T23:59:59Z'))).toBe(2025);
    expect(invoiceYear(at('2026-01-01T00:00:00Z'))).toBe(2026);
    expect([invoiceNumber(2026, 42), invoiceNumber(2026, 1_000_000)]).toEqual(['INV-2026-000042', 'INV-2026-1000000']);
    expect(creditNoteNumber(2026, 42)).toBe('CN-2026-000042');
    expect(() => creditNoteNumber(2026, 0)).toThrow(InvariantBroken);
    expect(() => invoiceNumber(2026, 0)).toThrow(InvariantBroken);
  });
});

describe('closing', () => {
  test('exactly what is due settles it', () => {
    expect(paid).toMatchObject({ status: 'paid', amountPaid: usd(2999n), amountDue: usd(0n), paidAt: now });
    expect(paid.lines).toBe(open.lines);
    expect(amountAsked(paid).equals(usd(2999n))).toBe(true);
  });

  test.each([usd(2998n), usd(3000n), Money.ofMinor(2999n, 'EUR')])('%s does not', (captured) => {
    expect(settleInvoice(open, captured, now)).toEqual({
      ok: false,
      error: { code: 'amount_mismatch', amount: '29.99', currency: 'USD' },
    });
  });

  test('a written-off invoice may still be paid; a paid, void or draft one not', () => {
    expect(accepted(settleInvoice({ ...open, status: 'uncollectible' }, usd(2999n), now)).invoice.status).toBe('paid');
    for (const invoice of [paid, { ...open, status: 'void' as const }, draft()]) {
      expect(refusalOf(settleInvoice(invoice, usd(2999n), now))).toBe('invoice_not_open');
    }
  });

  test('only an invoice on which nothing was paid can be voided', () => {
    expect(accepted(voidInvoice(open))).toMatchObject({
      invoice: { status: 'void', number: open.number, amountDue: usd(0n) },
      events: [{ type: 'invoice.voided' }],
    });
    expect(accepted(voidInvoice(draft())).invoice.status).toBe('void');
    expect(refusalOf(voidInvoice(paid))).toBe('invoice_not_open');
    expect(refusalOf(voidInvoice({ ...open, amountPaid: usd(1n) }))).toBe('invoice_not_open');
  });
});

describe('requestPayment', () => {
  test('asks for what is due, with the key of the invoice', () => {
    expect(accepted(requestPayment(open, 'initial'))).toEqual({
      action: 'initial',
      accountId: 'account-1',
      subscriptionId: 'subscription-1',
      invoiceId: 'invoice-1',
      amountDue: usd(2999n),
      idempotencyKey: 'invoice-invoice-1',
    });
  });

  test.each([
    ['paid', paid],
    ['draft', draft()],
    ['void', accepted(voidInvoice(open)).invoice],
    ['paid', accepted(finalizeInvoice(draft(freePlan), facts)).invoice],
  ])('a %s invoice asks for nothing', (status, invoice) => {
    expect(requestPayment(invoice, 'initial')).toEqual({ ok: false, error: { code: 'nothing_to_pay', status } });
  });
});
