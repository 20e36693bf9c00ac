import { Money, Rate } from '@libs/money';
import { applyCredit, type OpenCredit } from './account-credit';
import { discountedTotal } from './discount-lines';
import type { Invoice, InvoiceLine, InvoiceTotals } from './invoice';
import type { InvoiceEffect } from './invoice-effect';
import { taxLines, type TaxRounding, type TaxSummary } from './tax-lines';
import type { TaxTreatment } from './tax-rate';

/** The line that moves what is below zero into account credit, so that a bill is never negative. */
export const CREDIT_TRANSFER = 'Moved to account credit';

export interface AssessFacts {
  readonly tax: TaxTreatment;
  readonly taxRounding: TaxRounding;
  /** In the order of their making. */
  readonly credits: readonly OpenCredit[];
  /** See `gatewayMinimum`. */
  readonly minimumCharge: Money;
}

/** What a draft comes to when it is taxed and paid from credit: the same for its preview and its issue. */
export interface AssessedBill {
  readonly invoice: Invoice;
  readonly effects: readonly InvoiceEffect[];
}

/**
 * Taxes a draft and pays it from account credit: 29.99 at 20 % exclusive → tax 6.00, total 35.99; credit of 5.00 → due
 * 30.99. A credit carries the tax of the line it gives back. A bill below zero (−749.59 taxed at 20 %) becomes one of
 * 0.00, with a line that moves 899.51 to the account's credit.
 */
export function assessBill(draft: Invoice, facts: AssessFacts): AssessedBill {
  const { tax, taxRounding, credits, minimumCharge } = facts;
  const { currency } = draft;
  const plain = draft.lines.filter((line) => !isCreditTransfer(line));
  const { taxes, summaries } = taxLines(
    plain.map((line) => ({ discounted: discountedTotal(line), rates: ratesOf(line, tax) })),
    currency,
    taxRounding,
  );
  const taxed = plain.map((line, index) => ({ ...line, taxes: taxes[index] ?? [] }));
  const { lines, totals, granted } = totalLines(taxed, currency, summaries);
  const credit = applyCredit(totals.total, credits, minimumCharge);
  const { creditApplied, amountDue, uses, carried } = credit;
  const isCarried = carried.isPositive();
  const notes = isCarried ? [...tax.notes, `${carried} is carried to the next invoice`] : tax.notes;
  const invoice = { ...draft, lines, ...totals, creditApplied, amountDue, taxBreakdown: summaries, notes };
  const effects: InvoiceEffect[] = uses.map((use) => ({ kind: 'credit_used', ...use }));
  if (isCarried) effects.push({ kind: 'debit_carried', amount: carried });
  if (granted.isPositive()) effects.push({ kind: 'credit_granted', amount: granted, reason: 'negative_invoice' });
  return { invoice: tax.needsReview ? { ...invoice, needsReview: true } : invoice, effects };
}

/** What an invoice moved to account credit, since it gave back more than it charged. */
export function creditGranted({ lines, currency }: Pick<Invoice, 'lines' | 'currency'>): Money {
  return Money.sum(
    lines.filter(isCreditTransfer).map(({ lineTotal }) => lineTotal),
    currency,
  );
}

export interface TotaledLines {
  readonly lines: readonly InvoiceLine[];
  readonly totals: InvoiceTotals;
  readonly granted: Money;
}

/** Sums lines; below zero a line of what is missing brings the total to zero. */
export function totalLines(
  lines: readonly InvoiceLine[],
  currency: string,
  summaries: readonly TaxSummary[] = [],
): TotaledLines {
  const [charges, discounts]: [Money[], Money[]] = [[], []];
  for (const { kind, lineTotal } of lines) (kind === 'discount' ? discounts : charges).push(lineTotal);
  const charged = Money.sum(charges, currency);
  const discount = Money.sum(discounts, currency).negate();
  const tax = Money.sum(amountsOf(summaries), currency);
  const taxIncluded = Money.sum(amountsOf(summaries.filter(({ isInclusive }) => isInclusive)), currency);
  const total = charged.subtract(discount).add(tax).subtract(taxIncluded);
  const granted = total.isNegative() ? total.negate() : Money.zero(currency);
  const raised = total.add(granted);
  return {
    lines: granted.isZero() ? lines : [...lines, creditTransfer(granted)],
    granted,
    totals: {
      subtotal: charged.add(granted),
      discount,
      tax,
      taxIncluded,
      total: raised,
      creditApplied: Money.zero(currency),
      amountDue: raised,
      amountPaid: Money.zero(currency),
    },
  };
}

const amountsOf = (summaries: readonly TaxSummary[]) => summaries.map(({ amount }) => amount);

/** A discount is taxed with the lines it was taken off; a credit by the rates of the line it gives back. */
function ratesOf({ kind, taxRates }: InvoiceLine, tax: TaxTreatment): TaxTreatment['rates'] {
  if (kind === 'discount') return [];
  return taxRates ?? tax.rates;
}

function isCreditTransfer({ kind, description }: InvoiceLine): boolean {
  return kind === 'one_off' && description === CREDIT_TRANSFER;
}

function creditTransfer(granted: Money): InvoiceLine {
  return {
    kind: 'one_off',
    description: CREDIT_TRANSFER,
    quantity: '1',
    unitRate: Rate.ofMoney(granted),
    lineTotal: granted,
    period: null,
    metric: null,
    explanation: `More is given back than charged; ${granted}, tax included, is kept for later invoices.`,
    isDiscountable: false,
  };
}
