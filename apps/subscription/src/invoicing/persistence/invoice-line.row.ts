import type { InvoiceLine, LineKind } from '@libs/billing/invoicing';
import { Instant, Period } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import { plainArray } from '@libs/persistence';
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

export const INSERT_LINES = `
  INSERT INTO invoice_line (invoice_id, position, id, account_id, kind, description, quantity, unit_rate,
    line_total_minor, discount_minor, period_start, period_end, metric, explanation, taxes, credits_line_id)
  SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::numeric[],
    $8::numeric[], $9::bigint[], $10::bigint[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[],
    $15::json[], $16::uuid[])`;

/** One array per column, in the order of the statement. */
export function lineColumns(lines: readonly LineToStore[]): unknown[] {
  const text = (read: (line: InvoiceLine) => string | null) => lines.map(({ line }) => read(line));
  const plain = (read: (line: InvoiceLine) => string | bigint | null) =>
    plainArray(lines.map(({ line }) => read(line)));
  return [
    plainArray(lines.map(({ invoiceId }) => invoiceId)),
    plainArray(lines.map(({ position }) => position)),
    plainArray(lines.map(({ id }) => id)),
    plainArray(lines.map(({ accountId }) => accountId)),
    plain(({ kind }) => kind),
    text(({ description }) => description),
    plain(({ quantity }) => quantity),
    plain(({ unitRate }) => unitRate.toDecimalText()),
    plain(({ lineTotal }) => lineTotal.minor),
    plain(({ discount }) => discount?.minor ?? 0n),
    plain(({ period }) => period?.start.toString() ?? null),
    plain(({ period }) => period?.end.toString() ?? null),
    text(({ metric }) => metric),
    text(({ explanation }) => explanation),
    text(({ taxes }) => lineTaxesText(taxes)),
    plain(({ creditsLineId }) => creditsLineId ?? null),
  ];
}
