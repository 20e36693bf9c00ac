import { choice, color, country, integer, list, text, url } from '../setting';

const payment = { services: ['payment'] } as const;

export const GATEWAY_SETTINGS = {
  PAYMENT_GATEWAY: choice(['stripe', 'mock'], 'Stripe (or its simulator), or the in-process double for tests.'),
  STRIPE_SECRET_KEY: text(1, "Stripe's API key.", { ...payment, secret: true }),
  STRIPE_WEBHOOK_SECRET: text(16, "Verifies Stripe's webhooks.", { services: ['payment', 'simulator'], secret: true }),
  STRIPE_API_URL: url(['http:', 'https:'], 'Where the Stripe SDK connects; empty: Stripe itself.', { optional: true }),
  GATEWAY_TIMEOUT_MS: integer(100, 120_000, 'How long the gateway may take to answer, in milliseconds.'),
  ACCEPT_RAW_CARDS: choice(
    ['true', 'false'],
    'Whether card numbers may be posted to us; puts the operator in PCI scope.',
  ),
};

export const MAIL_SETTINGS = {
  MAIL_TRANSPORT: choice(['mailbox', 'smtp'], 'A mailbox readable at an URL (development), or a mail server.'),
  SMTP_URL: url(['smtp:', 'smtps:'], 'The mail server, with its login; required with `smtp`.', {
    optional: true,
    secret: true,
    services: ['subscription'],
  }),
  MAIL_FROM: text(3, 'Sender of every mail.'),
  MAIL_STAFF: text(3, 'Address that is told of what staff must act upon, such as disputes; empty: nobody is.', {
    optional: true,
    services: ['subscription'],
  }),
  MAIL_TEMPLATES_DIRECTORY: text(
    1,
    'Folder whose files replace those of `config/mail-templates`, one by one; empty: ours are used.',
    { optional: true },
  ),
  PASSWORD_RESET_URL: url(
    ['http:', 'https:'],
    'Page where a new password is chosen, as `https://app.example.com/new-password#token=`: the mail links to it with its token appended; empty: the mail has the token alone.',
    { optional: true },
  ),
};

export const INVOICE_SETTINGS = {
  BRAND_NAME: text(1, 'Who sells: the name at the head of invoices and mails.'),
  BRAND_COLOR: color('Color of headings on invoices.'),
  BRAND_LOGO: text(1, 'Path of a PNG or JPEG at the head of invoices; empty: the name alone.', { optional: true }),
  BRAND_ADDRESS: list(1, 'Lines of the address under the name, tax number included.', { optional: true }),
  BRAND_FONT_REGULAR: text(
    1,
    'Path of a TTF or OTF for invoices, for letters that Noto Sans lacks (Chinese, Hebrew …).',
    {
      optional: true,
    },
  ),
  BRAND_FONT_BOLD: text(1, 'The same in bold; empty: the regular one.', { optional: true }),
  SELLER_COUNTRY: country('Where the seller is; another EU country with a VAT number is reverse-charged.'),
  TAX_ROUNDING: choice(['rate', 'line'], 'Tax is rounded once per rate, or on each line.'),
};

export const OPERATION_SETTINGS = {
  TEST_CLOCK: choice(['enabled', 'disabled'], 'Whether billing time can be moved; never in production.'),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'The least important line logged.'),
  SEED_ADMIN_EMAIL: text(3, 'The first administrator (development and test).', { optional: true }),
  SEED_ADMIN_PASSWORD: text(10, 'Their password (development and test).', { optional: true, secret: true }),
  SIMULATOR_DATA_DIRECTORY: text(1, 'Where the gateway simulator keeps its journal.', { services: ['simulator'] }),
};
