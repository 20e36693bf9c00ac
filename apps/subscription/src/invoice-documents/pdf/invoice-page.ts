import PDFDocument from 'pdfkit';
import type { Brand } from '../brand';
import { openStandardFont } from './standard-fonts';
import type { Typeface } from './typeface';

export const MARGIN = 50;
const PAGE_WIDTH = 595.28;
export const CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN;
export const HALF = CONTENT_WIDTH / 2;
const FOOTER_Y = 780;
const BODY_END = 750;

export const INK = '#222222';
export const QUIET = '#666666';

/** An A4 page with pdfkit's pen: text stays text, so that it can be selected and searched. */
export type Pen = PDFKit.PDFDocument & { readonly typeface: Typeface };

/** Its fonts are named `regular` and `bold`. */
export function newDocument(brand: Brand, typeface: Typeface): Pen {
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: 0, left: MARGIN, right: MARGIN },
    bufferPages: true,
    info: { Author: brand.name },
    // None but ours: it would be opened even if nothing is written in it.
    font: '',
  });
  for (const name of ['regular', 'bold'] as const) {
    const file = typeface.files[name];
    if (typeface.isEmbedded) document.registerFont(name, file);
    else openStandardFont(document, name, file);
  }
  document.font('regular');
  return Object.assign(document, { typeface });
}

/** Name, address and logo of the seller; below it, at the returned height, the invoice begins. */
export function drawHead(pen: Pen, brand: Brand): number {
  if (brand.logo !== undefined) pen.image(brand.logo, MARGIN, MARGIN, { fit: [140, 48] });
  const box = { x: MARGIN + HALF, width: HALF, isRight: true };
  pen.font('bold').fontSize(16).fillColor(brand.color);
  const below = write(pen, brand.name, { ...box, y: MARGIN });
  pen.font('regular').fontSize(9).fillColor(QUIET);
  return Math.max(write(pen, brand.address.join('\n'), { ...box, y: below + 2 }), MARGIN + 60) + 20;
}

/** Where a text stands, in points from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly isRight?: boolean;
}

/** A text that may be longer than its box; returns the height below it. */
export function write(pen: Pen, text: string, { x, y, width, isRight }: Box): number {
  pen.text(pen.typeface.fit(text), x, y, { width, align: isRight ? 'right' : 'left' });
  return pen.y;
}

/** True when a block of this height still fits; else a new page is begun. Returns where to go on. */
export function roomFor(pen: Pen, y: number, height: number): number {
  if (y + height <= BODY_END) return y;
  pen.addPage();
  return MARGIN;
}

/** Number of each page, once all are known. */
export function drawFooters(pen: Pen, label: string, pageWord: string): void {
  const { count } = pen.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pen.switchToPage(page);
    pen.font('regular').fontSize(8).fillColor(QUIET);
    write(pen, label, { x: MARGIN, y: FOOTER_Y, width: HALF });
    write(pen, `${pageWord} ${page + 1} / ${count}`, { x: MARGIN + HALF, y: FOOTER_Y, width: HALF, isRight: true });
  }
}

/** The finished file. */
export async function bytesOf(pen: Pen): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pen.on('data', (chunk: Buffer) => chunks.push(chunk));
    pen.on('end', () => resolve(Buffer.concat(chunks)));
    pen.on('error', reject);
    pen.end();
  });
}
