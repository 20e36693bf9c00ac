import type { Invoice, InvoiceLine } from '@libs/billing/invoicing';
import { TimeZone } from '@libs/calendar';
import type { Account } from '../../accounts/accounts.api';
import type { Brand } from '../brand';
import { drawTotals } from './draw-totals';
import { InvoiceLocale, localeOf } from './invoice-locale';
import {
  bytesOf,
  CONTENT_WIDTH,
  drawFooters,
  drawHead,
  HALF,
  INK,
  MARGIN,
  newDocument,
  QUIET,
  roomFor,
  write,
  type Pen,
} from './invoice-page';
import { wordsIn } from './invoice-words';
import type { Sheet } from './sheet';
import { Typeface } from './typeface';

export interface InvoiceToDraw {
  readonly invoice: Invoice;
  readonly account: Account;
  readonly brand: Brand;
}

/** An issued invoice as a PDF, in the account's language where we have its words, with its numbers and dates. */
export async function drawInvoice(drawn: InvoiceToDraw): Promise<Buffer> {
  const small = draw(drawn, Typeface.standard());
  // Seldom twice: a file without fonts of its own is a tenth of the work, and most names fit it.
  return bytesOf(small.typeface.isTooSmall ? draw(drawn, Typeface.embedded(drawn.brand.fonts)) : small);
}

function draw({ invoice, account, brand }: InvoiceToDraw, typeface: Typeface): Pen {
  const locale = new InvoiceLocale(localeOf(account.country), TimeZone.of(account.timeZone));
  const words = wordsIn(locale.tag);
  const title = `${words.invoice} ${invoice.number ?? ''}`.trim();
  const pen = newDocument(title, brand, typeface);
  const sheet: Sheet = { pen, words, locale, color: brand.color };
  let y = drawHead(pen, brand);
  pen.font('bold').fontSize(20).fillColor(brand.color);
  y = write(pen, title, { x: MARGIN, y, width: CONTENT_WIDTH }) + 10;
  y = Math.max(drawParty(sheet, account, y), drawFacts(sheet, invoice, y)) + 20;
  y = drawTableHead(sheet, y);
  for (const line of invoice.lines.filter(({ kind }) => kind !== 'discount')) y = drawLine(sheet, line, y);
  y = drawTotals(sheet, invoice, y + 8);
  drawNotes(sheet, invoice, y + 20);
  drawFooters(pen, `${brand.name} · ${title}`, words.page);
  return pen;
}

function drawParty({ pen, words }: Sheet, account: Account, top: number): number {
  const { name, email, address, country, region, vatId } = account;
  const { line1, line2, city, postal_code: postalCode } = address ?? {};
  const place = [[postalCode, city].filter(Boolean).join(' '), [region, country].filter(Boolean).join(', ')];
  const lines = [line1, line2, ...place, email, vatId && `${words.vatId} ${vatId}`].filter(Boolean);
  pen.font('regular').fontSize(9).fillColor(QUIET);
  let y = write(pen, words.billedTo, { x: MARGIN, y: top, width: HALF }) + 2;
  pen.font('bold').fontSize(11).fillColor(INK);
  y = write(pen, name, { x: MARGIN, y, width: HALF });
  pen.font('regular').fontSize(9);
  return write(pen, lines.join('\n'), { x: MARGIN, y: y + 1, width: HALF });
}

function drawFacts({ pen, words, locale }: Sheet, invoice: Invoice, top: number): number {
  const { number, issuedAt, dueAt, period, status } = invoice;
  const isSpan = !period.start.equals(period.end);
  const facts: [string, string | null][] = [
    [words.number, number],
    [words.issued, issuedAt && locale.date(issuedAt)],
    [words.due, dueAt && locale.date(dueAt)],
    [words.period, isSpan ? `${locale.date(period.start)} – ${locale.date(period.end)}` : null],
    ['Status', words.status[status]],
  ];
  const x = MARGIN + HALF;
  let y = top;
  for (const [label, value] of facts) {
    if (!value) continue;
    pen.font('regular').fontSize(9).fillColor(QUIET);
    write(pen, label, { x, y, width: 70 });
    pen.fillColor(INK);
    y = write(pen, value, { x: x + 70, y, width: HALF - 70, isRight: true }) + 2;
  }
  return y;
}

/** From the left margin, in points; the outer two leave room to the edge of the table. */
const COLUMNS = {
  description: { left: 6, width: 255, isRight: false },
  quantity: { left: 270, width: 60, isRight: true },
  unit: { left: 335, width: 75, isRight: true },
  amount: { left: 415, width: CONTENT_WIDTH - 421, isRight: true },
} as const;

function drawTableHead({ pen, words, color }: Sheet, y: number): number {
  pen.rect(MARGIN, y, CONTENT_WIDTH, 20).fill(color);
  pen.font('bold').fontSize(9).fillColor('#ffffff');
  cell(pen, words.description, 'description', y + 6);
  cell(pen, words.quantity, 'quantity', y + 6);
  cell(pen, words.unitPrice, 'unit', y + 6);
  cell(pen, words.amount, 'amount', y + 6);
  return y + 26;
}

function drawLine({ pen, locale }: Sheet, line: InvoiceLine, top: number): number {
  pen.font('regular').fontSize(8);
  const { width } = COLUMNS.description;
  const noteHeight = pen.heightOfString(line.explanation, { width });
  const y = roomFor(pen, top, noteHeight + 24);
  pen.font('regular').fontSize(9.5).fillColor(INK);
  const below = cell(pen, line.description, 'description', y);
  cell(pen, locale.decimal(line.quantity), 'quantity', y);
  cell(pen, locale.decimal(line.unitRate.toDecimalText(), 2), 'unit', y);
  cell(pen, locale.money(line.lineTotal), 'amount', y);
  pen.fontSize(8).fillColor(QUIET);
  const end = cell(pen, line.explanation, 'description', below + 2) + 5;
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

function drawNotes({ pen }: Sheet, { notes }: Invoice, top: number): void {
  if (!notes?.length) return;
  pen.font('regular').fontSize(9).fillColor(INK);
  const text = notes.join('\n');
  const y = roomFor(pen, top, pen.heightOfString(text, { width: CONTENT_WIDTH }));
  write(pen, text, { x: MARGIN, y, width: CONTENT_WIDTH });
}
