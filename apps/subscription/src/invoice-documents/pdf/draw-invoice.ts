import type { Invoice } from '@libs/billing/invoicing';
import type { Account } from '../../accounts/accounts.api';
import type { Brand } from '../brand';
import { drawDocument } from './draw-document';
import { drawDocumentHead } from './draw-head';
import { drawLine, drawTableHead } from './draw-table';
import { drawTotals, type TotalRow } from './draw-totals';
import { CONTENT_WIDTH, INK, MARGIN, roomFor, write } from './invoice-page';
import type { Sheet } from './sheet';

export interface InvoiceToDraw {
  readonly invoice: Invoice;
  readonly account: Account;
  readonly brand: Brand;
}

/** An issued invoice as a PDF, in the account's language where we have its words, with its numbers and dates. */
export async function drawInvoice({ invoice, account, brand }: InvoiceToDraw): Promise<Buffer> {
  const title = ({ words }: Sheet) => `${words.invoice} ${invoice.number ?? ''}`.trim();
  return drawDocument({ account, brand, title }, (sheet, top) => {
    const head = { title: title(sheet), headline: headlineOf(sheet, invoice), facts: factsOf(sheet, invoice) };
    let y = drawTableHead(sheet, drawDocumentHead(sheet, head, account, top));
    for (const line of invoice.lines.filter(({ kind }) => kind !== 'discount')) {
      y = drawLine(sheet, { line, amount: line.lineTotal, note: line.explanation, showsPrice: true }, y);
    }
    const { words, locale } = sheet;
    const last: TotalRow = [words.amountDue, locale.money(invoice.amountDue)];
    drawNotes(sheet, invoice, drawTotals(sheet, [...rowsOf(sheet, invoice)], last, y + 8) + 14);
  });
}

/** What is to be paid and by when; for a paid one, since when it is; for another one, what became of it. */
function headlineOf({ words, locale }: Sheet, { status, amountDue, dueAt, paidAt }: Invoice): string | null {
  if (status === 'paid') return paidAt ? words.paidOn(locale.date(paidAt)) : words.status.paid;
  if (status !== 'open') return words.status[status];
  return dueAt ? words.dueOn(locale.money(amountDue), locale.date(dueAt)) : null;
}

function factsOf({ words, locale }: Sheet, invoice: Invoice): [string, string | null][] {
  const { number, issuedAt, dueAt, period, status } = invoice;
  const isSpan = !period.start.equals(period.end);
  return [
    [words.number, number],
    [words.issued, issuedAt && locale.date(issuedAt)],
    [words.due, dueAt && locale.date(dueAt)],
    [words.period, isSpan ? `${locale.date(period.start)} – ${locale.date(period.end)}` : null],
    [words.statusLabel, words.status[status]],
  ];
}

/** Discounts by coupon, taxes by rate, and what was paid or credited of it. */
function* rowsOf({ words, locale }: Sheet, invoice: Invoice): Generator<TotalRow> {
  const { subtotal, total, creditApplied, amountPaid, amountCredited, lines, taxBreakdown = [] } = invoice;
  yield [words.subtotal, locale.money(subtotal)];
  for (const { description, lineTotal } of lines.filter(({ kind }) => kind === 'discount')) {
    yield [`${words.discount}: ${description}`, locale.money(lineTotal)];
  }
  for (const { name, jurisdiction, percent, taxable, amount, isInclusive } of taxBreakdown) {
    const rate = `${locale.decimal(percent.toDecimalText())} %`;
    const mark = isInclusive ? `, ${words.included}` : '';
    const label = `${name} ${jurisdiction} ${rate} ${words.taxable} ${locale.money(taxable)}${mark}`;
    yield [label, locale.money(amount)];
  }
  yield [words.total, locale.money(total)];
  if (!creditApplied.isZero()) yield [words.credit, locale.money(creditApplied.negate())];
  if (amountCredited?.isPositive()) yield [words.creditNotes, locale.money(amountCredited.negate())];
  if (!amountPaid.isZero()) yield [words.paid, locale.money(amountPaid.negate())];
}

function drawNotes({ pen }: Sheet, { notes }: Invoice, top: number): void {
  if (!notes?.length) return;
  pen.font('regular').fontSize(9).fillColor(INK);
  const text = notes.join('\n');
  const y = roomFor(pen, top, pen.heightOfString(text, { width: CONTENT_WIDTH }));
  write(pen, text, { x: MARGIN, y, width: CONTENT_WIDTH });
}
