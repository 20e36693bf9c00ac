import type { Account } from '../../accounts/accounts.api';
import { CONTENT_WIDTH, HALF, INK, MARGIN, QUIET, write } from './invoice-page';
import type { InvoiceWords } from './invoice-words';
import type { Sheet } from './sheet';

/** What stands above the table. */
export interface DocumentHead {
  readonly title: string;
  /** The one thing to see first: what is due and when, or that it is paid. */
  readonly headline: string | null;
  /** Label and value; those without a value are left out. */
  readonly facts: readonly (readonly [string, string | null])[];
}

/** Title, headline, who it is for and what is known of it; returns the height below. */
export function drawDocumentHead(
  sheet: Sheet,
  { title, headline, facts }: DocumentHead,
  account: Account,
  top: number,
) {
  const { pen, color } = sheet;
  pen.font('bold').fontSize(20).fillColor(color);
  let y = write(pen, title, { x: MARGIN, y: top, width: CONTENT_WIDTH }) + 6;
  if (headline) {
    pen.font('bold').fontSize(14).fillColor(INK);
    y = write(pen, headline, { x: MARGIN, y, width: CONTENT_WIDTH });
  }
  y += 10;
  return Math.max(drawParty(sheet, account, y), drawFacts(sheet, facts, y)) + 20;
}

function drawParty({ pen, words }: Sheet, account: Account, top: number): number {
  const { name, email, address, country, region, vatId } = account;
  const { line1, line2, city, postal_code: postalCode } = address ?? {};
  const place = [
    [postalCode, city].filter(Boolean).join(' '),
    [region, country && countryName(country, words)].filter(Boolean).join(', '),
  ];
  const lines = [line1, line2, ...place, email, vatId && `${words.vatId} ${vatId}`].filter(Boolean);
  pen.font('regular').fontSize(9).fillColor(QUIET);
  let y = write(pen, words.billedTo, { x: MARGIN, y: top, width: HALF }) + 2;
  pen.font('bold').fontSize(11).fillColor(INK);
  y = write(pen, name, { x: MARGIN, y, width: HALF });
  pen.font('regular').fontSize(9);
  return write(pen, lines.join('\n'), { x: MARGIN, y: y + 1, width: HALF });
}

function drawFacts({ pen }: Sheet, facts: DocumentHead['facts'], top: number): number {
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

/** `DE` → `Germany`, in the language of the other words; a code that nobody knows stays as it is. */
function countryName(code: string, { language }: InvoiceWords): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}
