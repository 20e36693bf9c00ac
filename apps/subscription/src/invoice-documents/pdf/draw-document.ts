import type { Account } from '../../accounts/accounts.api';
import { AccountLocale } from '../account-locale';
import type { Brand } from '../brand';
import { bytesOf, drawFooters, drawHead, newDocument, type Pen } from './invoice-page';
import { wordsIn } from './invoice-words';
import type { Sheet } from './sheet';
import { Typeface } from './typeface';

export interface DocumentToDraw {
  /** Whose language, numbers, dates and zone it is written in. */
  readonly account: Account;
  readonly brand: Brand;
  readonly title: (sheet: Sheet) => string;
}

/** What stands between the seller's head and the footer; begins at the given height. */
export type DrawBody = (sheet: Sheet, top: number) => void;

/** A document of the seller as a PDF. */
export async function drawDocument(drawn: DocumentToDraw, body: DrawBody): Promise<Buffer> {
  const small = draw(drawn, body, Typeface.standard());
  // Seldom twice: a file without fonts of its own is a tenth of the work, and most names fit it.
  return bytesOf(small.typeface.isTooSmall ? draw(drawn, body, Typeface.embedded(drawn.brand.fonts)) : small);
}

function draw({ account, brand, title }: DocumentToDraw, body: DrawBody, typeface: Typeface): Pen {
  const locale = AccountLocale.of(account);
  const pen = newDocument(brand, typeface);
  const sheet: Sheet = { pen, words: wordsIn(locale.tag), locale, color: brand.color };
  const name = title(sheet);
  pen.info.Title = name;
  body(sheet, drawHead(pen, brand));
  drawFooters(pen, `${brand.name} · ${name}`, sheet.words.page);
  return pen;
}
