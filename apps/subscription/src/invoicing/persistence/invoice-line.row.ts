import type { InvoiceLine, LineKind } from '@libs/billing/invoicing';
import { Instant, Period } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import type { CopyTarget } from '@libs/persistence';
import { lineTaxesText, toLineTaxes, type LineTaxJson } from './tax-json';

export interface LineRow {
  invoice_id: string;
  id: string;
  kind: LineKind;
  description: string;
  quantity: string;
  unit_rate: string;
  line_total_minor: string;
  discount_minor: string;
  period_start: Date | null;
  period_end: Date | null;
  metric: string | null;
  explanation: string;
  taxes: LineTaxJson[] | null;
  credits_line_id: string | null;
}

export const LINE_COLUMNS = `invoice_id, id, kind, description, quantity, unit_rate, line_total_minor, discount_minor,
  period_start, period_end, metric, explanation, taxes, credits_line_id`;

export function toLine(row: LineRow, currency: string): InvoiceLine {
  const { period_start: start, period_end: end } = row;
  const discount = BigInt(row.discount_minor);
  return {
    kind: row.kind,
    description: row.description,
    quantity: row.quantity,
    unitRate: Rate.of(row.unit_rate),
    lineTotal: Money.ofMinor(BigInt(row.line_total_minor), currency),
    period: start && end && Period.of(Instant.fromDate(start), Instant.fromDate(end)),
    metric: row.metric,
    explanation: row.explanation,
    ...(discount === 0n ? {} : { discount: Money.ofMinor(discount, currency) }),
    ...(row.taxes ? { taxes: toLineTaxes(row.taxes, currency) } : {}),
    ...(row.credits_line_id ? { creditsLineId: row.credits_line_id } : {}),
  };
}

/** A line with the keys it is stored under. */
export interface LineToStore {
  readonly invoiceId: string;
  readonly accountId: string;
  /** From 1. */
  readonly position: number;
  readonly id: string;
  readonly line: InvoiceLine;
}

export const LINES: CopyTarget<LineToStore> = {
  into: `invoice_line (invoice_id, position, id, account_id, kind, description, quantity, unit_rate, line_total_minor,
    discount_minor, period_start, period_end, metric, explanation, taxes, credits_line_id)`,
  row: ({ invoiceId, position, id, accountId, line }) => [
    invoiceId,
    position,
    id,
    accountId,
    line.kind,
    line.description,
    line.quantity,
    line.unitRate.toDecimalText(),
    line.lineTotal.minor,
    line.discount?.minor ?? 0,
    line.period && String(line.period.start),
    line.period && String(line.period.end),
    line.metric,
    line.explanation,
    lineTaxesText(line.taxes),
    line.creditsLineId ?? null,
  ],
};
