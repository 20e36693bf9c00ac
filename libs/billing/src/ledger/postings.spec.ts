import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import fc from 'fast-check';
import { usd } from '../testing';
import {
  balanceOf,
  bookCapturedPayment,
  bookChargeBackFromCredit,
  bookClosedDispute,
  bookCreditNote,
  bookFinalizedInvoice,
  bookGatewayFee,
  bookGrantedCredit,
  bookOpenedDispute,
  bookPaidRefund,
  bookPaymentKeptAsCredit,
  bookPaymentWithExcess,
  bookRefundFromCredit,
  bookRefundKeptAsCredit,
  bookReturnedRefund,
  bookVoidedInvoice,
  type LedgerEntry,
} from './index';

const written = ({ postings }: LedgerEntry) => postings.map(({ account, change }) => `${account} ${change}`);
const invoice = { total: usd(3599n), tax: usd(600n), creditApplied: usd(500n) };

test('a finalized invoice is owed, less credit, and is revenue and tax', () => {
  expect(written(bookFinalizedInvoice(invoice))).toEqual([
    'receivables 30.99 USD',
    'customer_credit 5.00 USD',
    'revenue -29.99 USD',
    'tax_payable -6.00 USD',
  ]);
});

test('a voided one is its mirror', () => {
  expect(written(bookVoidedInvoice({ total: usd(2999n), tax: usd(0n), creditApplied: usd(0n) }))).toEqual([
    'receivables -29.99 USD',
    'revenue 29.99 USD',
  ]);
});

test('captured money pays what is owed, or is owed to the customer', () => {
  expect(written(bookCapturedPayment(usd(2999n)))).toEqual(['cash_at_gateway 29.99 USD', 'receivables -29.99 USD']);
  expect(written(bookPaymentKeptAsCredit(usd(1n)))).toEqual(['cash_at_gateway 0.01 USD', 'customer_credit -0.01 USD']);
  expect(() => bookCapturedPayment(usd(0n))).toThrow(InvariantBroken);
  expect(() => bookPaymentKeptAsCredit(usd(-1n))).toThrow(InvariantBroken);
});

test('a refund that comes back, or cannot be made, leaves nothing in refunds', () => {
  const note = bookCreditNote({
    total: usd(1200n),
    tax: usd(0n),
    lowersDue: usd(0n),
    refunded: usd(1200n),
    credited: usd(0n),
  });
  const all = [note, bookPaidRefund(usd(1200n)), bookReturnedRefund(usd(1200n)), bookRefundKeptAsCredit(usd(1200n))];
  expect(written(bookReturnedRefund(usd(1200n)))).toEqual(['cash_at_gateway 12.00 USD', 'refunds -12.00 USD']);
  expect(written(bookRefundKeptAsCredit(usd(1200n)))).toEqual(['refunds 12.00 USD', 'customer_credit -12.00 USD']);
  const postings = all.flatMap((each) => each.postings);
  const sumOf = (name: string) => postings.filter(({ account }) => account === name).map(({ change }) => change);
  expect(Money.sum(sumOf('refunds'), 'USD')).toEqual(usd(0n));
  expect(Money.sum(sumOf('cash_at_gateway'), 'USD')).toEqual(usd(0n));
  expect(Money.sum(sumOf('customer_credit'), 'USD')).toEqual(usd(-1200n));
});

test('a debit that is carried is owed by the account, on no bill, until a bill collects it', () => {
  const none = usd(0n);
  const carried = bookFinalizedInvoice({ total: usd(30n), tax: none, creditApplied: usd(30n) });
  expect(written(carried)).toEqual(['customer_credit 0.30 USD', 'revenue -0.30 USD']);
  const collected = bookFinalizedInvoice({ total: usd(1000n), tax: none, creditApplied: usd(-30n) });
  expect(written(collected)).toEqual(['receivables 10.30 USD', 'customer_credit -0.30 USD', 'revenue -10.00 USD']);
});

test('a bill below zero is owed to the customer, tax included', () => {
  const entry = bookFinalizedInvoice({
    total: usd(0n),
    tax: usd(-14992n),
    creditApplied: usd(0n),
    creditGranted: usd(89951n),
  });
  expect(written(entry)).toEqual(['customer_credit -899.51 USD', 'revenue 749.59 USD', 'tax_payable 149.92 USD']);
});

test('a credit note takes revenue and tax back, and says to whom', () => {
  const note = { total: usd(3599n), tax: usd(600n), lowersDue: usd(500n), refunded: usd(2000n), credited: usd(1099n) };
  expect(written(bookCreditNote(note))).toEqual([
    'revenue 29.99 USD',
    'tax_payable 6.00 USD',
    'receivables -5.00 USD',
    'refunds -20.00 USD',
    'customer_credit -10.99 USD',
  ]);
  expect(written(bookPaidRefund(usd(2000n)))).toEqual(['refunds 20.00 USD', 'cash_at_gateway -20.00 USD']);
  expect(() => bookCreditNote({ ...note, credited: usd(1100n) })).toThrow(InvariantBroken);
});

test.each<[LedgerEntry, string[]]>([
  [
    bookPaymentWithExcess(usd(3500n), usd(2999n)),
    ['cash_at_gateway 35.00 USD', 'receivables -29.99 USD', 'customer_credit -5.01 USD'],
  ],
  [bookGrantedCredit(usd(1000n)), ['revenue 10.00 USD', 'customer_credit -10.00 USD']],
  [bookRefundFromCredit(usd(1200n)), ['customer_credit 12.00 USD', 'refunds -12.00 USD']],
  [bookRefundFromCredit(usd(-1200n)), ['refunds 12.00 USD', 'customer_credit -12.00 USD']],
  [bookChargeBackFromCredit(usd(1200n)), ['customer_credit 12.00 USD', 'revenue -12.00 USD']],
  [bookChargeBackFromCredit(usd(-1200n)), ['revenue 12.00 USD', 'customer_credit -12.00 USD']],
  [bookOpenedDispute(usd(2999n)), ['disputes 29.99 USD', 'cash_at_gateway -29.99 USD']],
  [bookClosedDispute(usd(2999n), 'won'), ['cash_at_gateway 29.99 USD', 'disputes -29.99 USD']],
  [bookClosedDispute(usd(2999n), 'lost'), ['revenue 29.99 USD', 'disputes -29.99 USD']],
  [bookGatewayFee(usd(117n)), ['fees 1.17 USD', 'cash_at_gateway -1.17 USD']],
])('%j books %j', (entry, expected) => expect(written(entry)).toEqual(expected));

test('what moves nothing, or is no excess, is a bug', () => {
  expect(() => bookPaymentWithExcess(usd(2999n), usd(2999n))).toThrow(InvariantBroken);
  expect(() => bookGrantedCredit(usd(0n))).toThrow(InvariantBroken);
});

test('an invoice over nothing books nothing', () => {
  const zero = usd(0n);
  expect(bookFinalizedInvoice({ total: zero, tax: zero, creditApplied: zero }).postings).toEqual([]);
});

test('the books balance to zero per currency, whatever happens in which order', () => {
  const minor = fc.bigInt(0n, 10n ** 14n);
  const amounts = fc.record({ net: minor, tax: minor, credit: minor, currency: fc.constantFrom('USD', 'JPY', 'KWD') });
  fc.assert(
    fc.property(fc.array(amounts, { maxLength: 20 }), (all) => {
      const postings = all.flatMap(({ net, tax, credit, currency }) => {
        const [total, creditApplied] = [Money.ofMinor(net + tax, currency), Money.ofMinor(credit, currency)];
        const booked = { total, tax: Money.ofMinor(tax, currency), creditApplied };
        const captured = Money.ofMinor(net + 1n, currency);
        const entries = [
          bookFinalizedInvoice(booked),
          bookVoidedInvoice(booked),
          bookCapturedPayment(captured),
          bookPaymentKeptAsCredit(captured),
        ];
        for (const entry of entries) expect(balanceOf(entry.postings, currency).isZero()).toBe(true);
        return entries.flatMap((entry) => entry.postings);
      });
      for (const currency of ['USD', 'JPY', 'KWD']) expect(balanceOf(postings, currency).isZero()).toBe(true);
    }),
  );
});
