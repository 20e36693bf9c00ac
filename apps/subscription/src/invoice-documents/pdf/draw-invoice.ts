import type { Invoice, InvoiceLine } from '@libs/billing/invoicing';
import { TimeZone } from '@libs/calendar';
import type { BrandConfig } from '@libs/config';
import type { Account } from '../../accounts/accounts.api';
import { drawTotals } from './draw-totals';
import { InvoiceLocale, localeOf } from './invoice-locale';
import {
  bytesOf,
  CONTENT_WIDTH,
  drawFooters,
  drawHead,
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

export interface InvoiceToDraw {
  readonly invoice: Invoice;
  readonly account: Account;
  readonly brand: BrandConfig;
}

/** An issued invoice as a PDF, in the account's language where we have its words, with its numbers and dates. */
export async function drawInvoice({ invoice, account, brand }: InvoiceToDraw): Promise<Buffer> {
  const locale = new InvoiceLocale(localeOf(account.country), TimeZone.of(account.timeZone));
  const words = wordsIn(locale.tag);
  const title = `${words.invoice} ${invoice.number ?? ''}`.trim();
  const pen = newDocument(title, brand);
  const sheet: Sheet = { pen, words, locale, color: brand.color };
  let y = drawHead(pen, brand);
  pen.font('Helvetica-Bold').fontSize(20).fillColor(brand.color);
  y = write(pen, title, MARGIN, y, CONTENT_WIDTH) + 10;
  y = Math.max(drawParty(sheet, account, y), drawFacts(sheet, invoice, y)) + 20;
  y = drawTableHead(sheet, y);
  for (const line of invoice.lines.filter(({ kind }) => kind !== 'discount')) y = drawLine(sheet, line, y);
  y = drawTotals(sheet, invoice, y + 8);
  drawNotes(sheet, invoice, y + 20);
  drawFooters(pen, `${brand.name} · ${title}`, words.page);
  return bytesOf(pen);
}

function drawParty({ pen, words }: Sheet, account: Account, top: number): number {
  const { name, email, address, country, region, vatId } = account;
  const { line1, line2, city, postal_code: postalCode } = address ?? {};
  const place = [[postalCode, city].filter(Boolean).join(' '), [region, country].filter(Boolean).join(', ')];
  const lines = [line1, line2, ...place, email, vatId && `${words.vatId} ${vatId}`].filter(Boolean);
  pen.font('Helvetica').fontSize(9).fillColor(QUIET);
  let y = write(pen, words.billedTo, MARGIN, top, CONTENT_WIDTH / 2) + 2;
  pen.font('Helvetica-Bold').fontSize(11).fillColor(INK);
  y = write(pen, name, MARGIN, y, CONTENT_WIDTH / 2);
  pen.font('Helvetica').fontSize(9);
  return write(pen, lines.join('\n'), MARGIN, y + 1, CONTENT_WIDTH / 2);
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
  const x = MARGIN + CONTENT_WIDTH / 2;
  let y = top;
  for (const [label, value] of facts) {
    if (!value) continue;
    pen.font('Helvetica').fontSize(9).fillColor(QUIET);
    write(pen, label, x, y, 70);
    pen.fillColor(INK);
    y = write(pen, value, x + 70, y, CONTENT_WIDTH / 2 - 70, true) + 2;
  }
  return y;
}

const COLUMNS = {
  description: [0, 265],
  quantity: [270, 60],
  unit: [335, 75],
  amount: [415, CONTENT_WIDTH - 415],
} as const;

function drawTableHead({ pen, words, color }: Sheet, y: number): number {
  pen.rect(MARGIN, y, CONTENT_WIDTH, 20).fill(color);
  pen.font('Helvetica-Bold').fontSize(9).fillColor('#ffffff');
  cell(pen, words.description, COLUMNS.description, y + 6, 6);
  cell(pen, words.quantity, COLUMNS.quantity, y + 6);
  cell(pen, words.unitPrice, COLUMNS.unit, y + 6);
  cell(pen, words.amount, COLUMNS.amount, y + 6, -6);
  return y + 26;
}

function drawLine({ pen, locale }: Sheet, line: InvoiceLine, top: number): number {
  pen.font('Helvetica').fontSize(8);
  const [, width] = COLUMNS.description;
  const noteHeight = pen.heightOfString(line.explanation, { width: width - 6 });
  const y = roomFor(pen, top, noteHeight + 24);
  pen.font('Helvetica').fontSize(9.5).fillColor(INK);
  const below = cell(pen, line.description, COLUMNS.description, y, 6);
  cell(pen, locale.decimal(line.quantity), COLUMNS.quantity, y);
  cell(pen, locale.decimal(line.unitRate.toDecimalText(), 2), COLUMNS.unit, y);
  cell(pen, locale.money(line.lineTotal), COLUMNS.amount, y, -6);
  pen.fontSize(8).fillColor(QUIET);
  const end = cell(pen, line.explanation, COLUMNS.description, below + 2, 6) + 5;
  pen
    .moveTo(MARGIN, end)
    .lineTo(MARGIN + CONTENT_WIDTH, end)
    .lineWidth(0.5)
    .strokeColor('#dddddd')
    .stroke();
  return end + 6;
}

/** The first column reads from the left, with an indent; numbers stand right, `inset` moves them in. */
function cell(pen: Pen, text: string, [x, width]: readonly [number, number], y: number, inset = 0): number {
  const isRight = x > 0;
  const left = MARGIN + x + (isRight ? 0 : inset);
  return write(pen, text, left, y, width - Math.abs(inset), isRight);
}

function drawNotes({ pen }: Sheet, { notes }: Invoice, top: number): void {
  if (!notes?.length) return;
  pen.font('Helvetica').fontSize(9).fillColor(INK);
  const text = notes.join('\n');
  const y = roomFor(pen, top, pen.heightOfString(text, { width: CONTENT_WIDTH }));
  write(pen, text, MARGIN, y, CONTENT_WIDTH);
}
