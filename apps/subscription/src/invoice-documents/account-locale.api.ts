/** How an account reads amounts and dates, for whoever writes to it. */
export { InvoiceLocale as AccountLocale, localeOf } from './pdf/invoice-locale';
