import type { AppliedTaxRate, LineTax, TaxSummary } from '@libs/billing/invoicing';
import { Money, Rate } from '@libs/money';

/** A rate on a line or on an invoice, as its JSON column has it; amounts are minor units as decimal text. */
interface TaxJson {
  jurisdiction: string;
  name: string;
  /** 20 is 20 %. */
  percent: string;
  is_inclusive: boolean;
  amount_minor: string;
}

export type LineTaxJson = TaxJson;

export interface TaxSummaryJson extends TaxJson {
  taxable_minor: string;
}

/** Null for a line that is not taxed, so that most rows carry nothing. */
export function lineTaxesText(taxes: readonly LineTax[] | undefined): string | null {
  if (!taxes?.length) return null;
  // The spread last, here and below: a copy that gains members after it costs a billing run more.
  return JSON.stringify(taxes.map((tax) => ({ amount_minor: String(tax.amount.minor), ...rateJson(tax) })));
}

export function taxBreakdownText(summaries: readonly TaxSummary[] | undefined): string | null {
  if (!summaries?.length) return null;
  return JSON.stringify(
    summaries.map((tax) => ({
      taxable_minor: String(tax.taxable.minor),
      amount_minor: String(tax.amount.minor),
      ...rateJson(tax),
    })),
  );
}

export function toLineTaxes(taxes: readonly LineTaxJson[] | null, currency: string): LineTax[] {
  return (taxes ?? []).map((tax) => ({ ...toRate(tax), amount: Money.ofMinor(BigInt(tax.amount_minor), currency) }));
}

export function toTaxBreakdown(summaries: readonly TaxSummaryJson[] | null, currency: string): TaxSummary[] {
  return (summaries ?? []).map((tax) => ({
    ...toRate(tax),
    taxable: Money.ofMinor(BigInt(tax.taxable_minor), currency),
    amount: Money.ofMinor(BigInt(tax.amount_minor), currency),
  }));
}

function rateJson({ jurisdiction, name, percent, isInclusive }: AppliedTaxRate) {
  return { jurisdiction, name, percent: percent.toDecimalText(), is_inclusive: isInclusive };
}

export function toRate({ jurisdiction, name, percent, is_inclusive: isInclusive }: TaxJson): AppliedTaxRate {
  return { jurisdiction, name, percent: Rate.of(percent), isInclusive };
}
