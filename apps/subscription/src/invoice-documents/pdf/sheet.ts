import type { AccountLocale } from '../account-locale';
import type { Pen } from './invoice-page';
import type { InvoiceWords } from './invoice-words';

/** What every part of the drawing needs. */
export interface Sheet {
  readonly pen: Pen;
  readonly words: InvoiceWords;
  readonly locale: AccountLocale;
  readonly color: string;
}
