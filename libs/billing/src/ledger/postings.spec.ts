import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import fc from 'fast-check';
import { usd } from '../testing';
import {
  balanceOf,
  bookCapturedPayment,
  bookFinalizedInvoice,
  bookPaymentKeptAsCredit,
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
