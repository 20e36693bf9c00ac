import type { Invoice } from '@libs/billing/invoicing';
import { CONTENT_WIDTH, INK, MARGIN, roomFor, write } from './invoice-page';
import type { Sheet } from './sheet';

const LABEL_X = MARGIN + 220;
const LABEL_WIDTH = 170;
const ROW_WIDTH = MARGIN + CONTENT_WIDTH - LABEL_X - 6;
const ROW_HEIGHT = 16;

/** Sums below the lines: discounts by coupon, taxes by rate, what credit paid, and what is due. Returns the height below. */
export function drawTotals(sheet: Sheet, invoice: Invoice, top: number): number {
  const rows = [...rowsOf(sheet, invoice)];
  let y = roomFor(sheet.pen, top, rows.length * ROW_HEIGHT + 30);
  for (const [label, amount] of rows) y = drawRow(sheet, label, amount, y);
  const { pen, words, locale, color } = sheet;
  pen.rect(LABEL_X - 8, y, MARGIN + CONTENT_WIDTH - LABEL_X + 8, 24).fill(color);
  pen.font('bold').fontSize(11).fillColor('#ffffff');
  write(pen, words.amountDue, { x: LABEL_X, y: y + 7, width: LABEL_WIDTH });
  write(pen, locale.money(invoice.amountDue), { x: LABEL_X, y: y + 7, width: ROW_WIDTH, isRight: true });
  return y + 30;
}

function* rowsOf({ words, locale }: Sheet, invoice: Invoice): Generator<readonly [string, string]> {
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

function drawRow({ pen }: Sheet, label: string, amount: string, y: number): number {
  pen.font('regular').fontSize(9.5).fillColor(INK);
  const below = write(pen, label, { x: LABEL_X, y, width: LABEL_WIDTH });
  write(pen, amount, { x: LABEL_X, y, width: ROW_WIDTH, isRight: true });
  return Math.max(below, y + ROW_HEIGHT - 4) + 4;
}
