/** The words of an invoice in the languages of its readers; English where there is no other. */
export interface InvoiceWords {
  readonly language: 'en' | 'de' | 'fr';
  readonly invoice: string;
  readonly number: string;
  readonly issued: string;
  readonly due: string;
  readonly period: string;
  readonly billedTo: string;
  readonly vatId: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly tax: string;
  readonly included: string;
  readonly taxable: string;
  readonly total: string;
  readonly credit: string;
  readonly creditNotes: string;
  readonly paid: string;
  readonly amountDue: string;
  readonly page: string;
  readonly creditNote: string;
  readonly reason: string;
  readonly creditTotal: string;
  /** What became of a credit: less is due, or money goes back. */
  readonly lowersDue: string;
  readonly refunded: string;
  /** `29.99 USD due on February 10, 2026` */
  readonly dueOn: (amount: string, date: string) => string;
  readonly paidOn: (date: string) => string;
  readonly statusLabel: string;
  readonly status: Readonly<Record<'draft' | 'open' | 'paid' | 'void' | 'uncollectible', string>>;
}

const ENGLISH: InvoiceWords = {
  language: 'en',
  invoice: 'Invoice',
  number: 'Number',
  issued: 'Issued',
  due: 'Due',
  period: 'Period',
  billedTo: 'Billed to',
  vatId: 'VAT number',
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  amount: 'Amount',
  subtotal: 'Subtotal',
  discount: 'Discount',
  tax: 'Tax',
  included: 'included',
  taxable: 'of',
  total: 'Total',
  credit: 'Account credit',
  creditNotes: 'Credit notes',
  paid: 'Paid',
  amountDue: 'Amount due',
  page: 'Page',
  creditNote: 'Credit note',
  reason: 'Reason',
  creditTotal: 'Credit total',
  lowersDue: 'Taken off the amount due',
  refunded: 'Refunded',
  dueOn: (amount, date) => `${amount} due on ${date}`,
  paidOn: (date) => `Paid on ${date}`,
  statusLabel: 'Status',
  status: { draft: 'Draft', open: 'Open', paid: 'Paid', void: 'Void', uncollectible: 'Uncollectible' },
};

const GERMAN: InvoiceWords = {
  language: 'de',
  invoice: 'Rechnung',
  number: 'Nummer',
  issued: 'Ausgestellt',
  due: 'Fällig',
  period: 'Zeitraum',
  billedTo: 'Rechnung an',
  vatId: 'USt-IdNr.',
  description: 'Beschreibung',
  quantity: 'Menge',
  unitPrice: 'Einzelpreis',
  amount: 'Betrag',
  subtotal: 'Zwischensumme',
  discount: 'Rabatt',
  tax: 'Steuer',
  included: 'enthalten',
  taxable: 'auf',
  total: 'Summe',
  credit: 'Guthaben',
  creditNotes: 'Gutschriften',
  paid: 'Bezahlt',
  amountDue: 'Zu zahlen',
  page: 'Seite',
  creditNote: 'Gutschrift',
  reason: 'Grund',
  creditTotal: 'Gutschriftbetrag',
  lowersDue: 'Vom offenen Betrag abgezogen',
  refunded: 'Erstattet',
  dueOn: (amount, date) => `${amount} zahlbar bis ${date}`,
  paidOn: (date) => `Bezahlt am ${date}`,
  statusLabel: 'Status',
  status: { draft: 'Entwurf', open: 'Offen', paid: 'Bezahlt', void: 'Ungültig', uncollectible: 'Uneinbringlich' },
};

const FRENCH: InvoiceWords = {
  language: 'fr',
  invoice: 'Facture',
  number: 'Numéro',
  issued: 'Émise le',
  due: 'Échéance',
  period: 'Période',
  billedTo: 'Facturé à',
  vatId: 'N° TVA',
  description: 'Description',
  quantity: 'Quantité',
  unitPrice: 'Prix unitaire',
  amount: 'Montant',
  subtotal: 'Sous-total',
  discount: 'Remise',
  tax: 'Taxe',
  included: 'incluse',
  taxable: 'sur',
  total: 'Total',
  credit: 'Crédit du compte',
  creditNotes: 'Avoirs',
  paid: 'Payé',
  amountDue: 'Reste à payer',
  page: 'Page',
  creditNote: 'Avoir',
  reason: 'Motif',
  creditTotal: 'Total de l’avoir',
  lowersDue: 'Déduit du montant à payer',
  refunded: 'Remboursé',
  dueOn: (amount, date) => `${amount} à payer avant le ${date}`,
  paidOn: (date) => `Payée le ${date}`,
  statusLabel: 'Statut',
  status: { draft: 'Brouillon', open: 'Ouverte', paid: 'Payée', void: 'Annulée', uncollectible: 'Irrécouvrable' },
};

const BY_LANGUAGE: Readonly<Record<string, InvoiceWords>> = { en: ENGLISH, de: GERMAN, fr: FRENCH };

/** `de-AT` → German; a language we have no words in → English. */
export function wordsIn(locale: string): InvoiceWords {
  return BY_LANGUAGE[locale.slice(0, 2)] ?? ENGLISH;
}
