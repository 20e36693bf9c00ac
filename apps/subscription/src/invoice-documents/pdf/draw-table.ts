import type { InvoiceLine } from '@libs/billing/invoicing';
import type { Money } from '@libs/money';
import { CONTENT_WIDTH, INK, MARGIN, QUIET, roomFor, write, type Pen } from './invoice-page';
import type { Sheet } from './sheet';

/** From the left margin, in points; the outer two leave room to the edge of the table. */
const COLUMNS = {
  description: { left: 6, width: 255, isRight: false },
  quantity: { left: 270, width: 60, isRight: true },
  unit: { left: 335, width: 75, isRight: true },
  amount: { left: 415, width: CONTENT_WIDTH - 421, isRight: true },
} as const;

/** The head of the table of lines; returns where its first line begins. */
export function drawTableHead({ pen, words, color }: Sheet, y: number, showsPrices = true): number {
  pen.rect(MARGIN, y, CONTENT_WIDTH, 20).fill(color);
  pen.font('bold').fontSize(9).fillColor('#ffffff');
  cell(pen, words.description, 'description', y + 6);
  if (showsPrices) {
    cell(pen, words.quantity, 'quantity', y + 6);
    cell(pen, words.unitPrice, 'unit', y + 6);
  }
  cell(pen, words.amount, 'amount', y + 6);
  return y + 26;
}

/** A row of the table: which line of an invoice, and how much of it; without an amount all of it. */
export interface TableRow {
  readonly line: InvoiceLine;
  readonly amount: Money;
  /** Small print below. */
  readonly note: string;
  /** False where the amount is not quantity by price. */
  readonly showsPrice: boolean;
}

/** Returns the height below it. */
export function drawLine({ pen, locale }: Sheet, { line, amount, note, showsPrice }: TableRow, top: number): number {
  pen.font('regular').fontSize(8);
  const noteHeight = pen.heightOfString(note, { width: COLUMNS.description.width });
  const y = roomFor(pen, top, noteHeight + 24);
  pen.font('regular').fontSize(9.5).fillColor(INK);
  const below = cell(pen, line.description, 'description', y);
  if (showsPrice) {
    cell(pen, locale.decimal(line.quantity), 'quantity', y);
    cell(pen, locale.decimal(line.unitRate.toDecimalText(), 2), 'unit', y);
  }
  cell(pen, locale.money(amount), 'amount', y);
  pen.fontSize(8).fillColor(QUIET);
  const end = cell(pen, note, 'description', below + 2) + 5;
  pen
    .moveTo(MARGIN, end)
    .lineTo(MARGIN + CONTENT_WIDTH, end)
    .lineWidth(0.5)
    .strokeColor('#dddddd')
    .stroke();
  return end + 6;
}

/** The first column reads from the left; numbers stand right. */
function cell(pen: Pen, text: string, column: keyof typeof COLUMNS, y: number): number {
  const { left, width, isRight } = COLUMNS[column];
  return write(pen, text, { x: MARGIN + left, y, width, isRight });
}
