import type { CreditNote, Invoice } from '@libs/billing/invoicing';
import { Money } from '@libs/money';
import type { Account } from '../../accounts/accounts.api';
import type { CreditNoteRecord } from '../../invoicing/credit-notes.api';
import type { Brand } from '../brand';
import { drawDocument } from './draw-document';
import { drawDocumentHead } from './draw-head';
import { drawLine, drawTableHead } from './draw-table';
import { drawTotals, type TotalRow } from './draw-totals';
import type { Sheet } from './sheet';

export interface CreditNoteToDraw {
  readonly record: CreditNoteRecord;
  /** The one it lowers. */
  readonly invoice: Invoice;
  readonly account: Account;
  readonly brand: Brand;
}

/** A credit note as a PDF: what was taken off which line, its tax, and what became of the money. */
export async function drawCreditNote({ record, invoice, account, brand }: CreditNoteToDraw): Promise<Buffer> {
  const title = ({ words }: Sheet) => `${words.creditNote} ${record.number}`;
  return drawDocument({ account, brand, title }, (sheet, top) => {
    const { words, locale } = sheet;
    const { note } = record;
    const facts: [string, string | null][] = [
      [words.number, record.number],
      [words.issued, locale.date(record.createdAt)],
      [words.invoice, record.invoiceNumber],
      [words.reason, record.reason],
    ];
    const head = { title: title(sheet), headline: null, facts };
    let y = drawTableHead(sheet, drawDocumentHead(sheet, head, account, top), false);
    for (const { line, net } of note.lines) {
      const credited = invoice.lines[line];
      if (credited) y = drawLine(sheet, { line: credited, amount: net, note: '', showsPrice: false }, y);
    }
    drawTotals(sheet, [...rowsOf(sheet, note)], [words.creditTotal, locale.money(note.total)], y + 8);
  });
}

/** Tax that the prices include is part of their net; the rest comes on top. */
function* rowsOf(
  { words, locale }: Sheet,
  { lines, tax, total, lowersDue, credited, refunded }: CreditNote,
): Generator<TotalRow> {
  const net = Money.sum(
    lines.map((line) => line.net),
    total.currency,
  );
  yield [words.subtotal, locale.money(net)];
  const isIncluded = net.equals(total);
  if (!tax.isZero()) yield [isIncluded ? `${words.tax}, ${words.included}` : words.tax, locale.money(tax)];
  if (lowersDue.isPositive()) yield [words.lowersDue, locale.money(lowersDue)];
  if (credited.isPositive()) yield [words.credit, locale.money(credited)];
  if (refunded.isPositive()) yield [words.refunded, locale.money(refunded)];
}
