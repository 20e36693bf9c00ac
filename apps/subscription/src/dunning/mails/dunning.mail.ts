import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { amountAsked } from '@libs/billing/invoicing';
import { GRACE_DAYS } from '@libs/billing/subscription';
import { Instant, plusDays, TimeZone } from '@libs/calendar';
import { CONFIG, type Config } from '@libs/config';
import { AccountsApi } from '../../accounts/accounts.api';
import { AccountLocale, localeOf } from '../../invoice-documents/account-locale.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { MailApi, MailTemplates, type Mail, type MailRequest } from '../../mail/mail.api';
import { DUNNING_MAILS } from '../dunning-mail-request';

const PLACEHOLDERS = [
  'name',
  'brand',
  'invoice_number',
  'amount',
  'due_date',
  'next_retry_date',
  'block_date',
  'cancel_date',
  'in_good_standing',
];

/** Writes the mails of dunning when they are sent, in the words of their templates. */
@Injectable()
export class DunningMails implements OnModuleInit {
  constructor(
    private readonly mail: MailApi,
    private readonly templates: MailTemplates,
    private readonly invoicing: InvoicingApi,
    private readonly accounts: AccountsApi,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A mistake in a template is told here, at start. */
  onModuleInit(): void {
    for (const template of DUNNING_MAILS) {
      this.templates.declare(template, PLACEHOLDERS);
      this.mail.register({ template, compose: (request) => this.compose(request) });
    }
  }

  private async compose({ template, facts = {} }: MailRequest): Promise<Mail | undefined> {
    const record = await this.invoicing.byId(facts.invoice_id ?? '');
    const account = record && (await this.accounts.byId(record.invoice.accountId));
    if (!account || account.deletedAt) return undefined;
    const { invoice } = record;
    const zone = TimeZone.of(account.timeZone);
    const locale = new AccountLocale(localeOf(account.country), zone);
    const date = (instant: Instant | null) => (instant ? locale.date(instant) : '');
    const read = (text: string | undefined) => (text ? Instant.of(text) : null);
    const values = {
      name: account.name,
      brand: this.config.brand.name,
      invoice_number: invoice.number ?? '',
      amount: locale.money(amountAsked(invoice)),
      due_date: date(invoice.dueAt),
      next_retry_date: date(read(facts.next_retry_at)),
      block_date: date(read(facts.block_at)),
      cancel_date: date(read(facts.cancel_at) ?? endOfGrace(record, zone)),
      in_good_standing: facts.in_good_standing ?? '',
    };
    return { to: account.email, ...this.templates.render(template, locale.tag, values) };
  }
}

/** After a trial it is not dunning that ends the subscription, but its days of grace. */
function endOfGrace({ cause, invoice: { period } }: InvoiceRecord, zone: TimeZone): Instant | null {
  return cause === 'trial' ? plusDays(period.start, GRACE_DAYS, zone) : null;
}
