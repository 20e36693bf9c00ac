import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsApi, type Account } from '../accounts/accounts.api';
import { AccountLocale } from '../invoice-documents/account-locale.api';
import type { Mail, MailAttachment, MailRequest } from './mail';
import { MailApi } from './mail.api';
import { MailTemplates } from './templates/mail-templates';
import type { TemplateValues } from './templates/mail-template';

/** What a letter says besides its words. */
export interface Letter {
  readonly accountId: string;
  /** To staff instead of the account: in English, and dates are in UTC. Without an address nobody is written to. */
  readonly isForStaff?: boolean;
  /** Amounts and dates as the account reads them. */
  readonly values: (locale: AccountLocale, account: Account) => TemplateValues;
  readonly attachments?: readonly MailAttachment[] | undefined;
}

/** Puts a letter together from what its request holds, at the moment of sending; undefined: nothing to say any more. */
export type LetterWriter = (facts: Readonly<Record<string, string>>, template: string) => Promise<Letter | undefined>;

/** In every template: who pays, who sells. */
const OF_ALL = ['name', 'brand'];

/** Mails to accounts, in the words of templates that operators can change, in the account's language where there are some. */
@Injectable()
export class AccountLetters {
  constructor(
    private readonly mail: MailApi,
    private readonly templates: MailTemplates,
    private readonly accounts: AccountsApi,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Called by each feature at start for its own templates. @throws Error that names what is wrong with a template */
  declare(template: string, placeholders: readonly string[], write: LetterWriter): void {
    this.templates.declare(template, [...OF_ALL, ...placeholders]);
    this.mail.register({ template, compose: (request) => this.compose(request, write) });
  }

  private async compose({ template, facts = {} }: MailRequest, write: LetterWriter): Promise<Mail | undefined> {
    const letter = await write(facts, template);
    const account = letter && (await this.accounts.byId(letter.accountId));
    if (!account) return undefined;
    const { attachments, isForStaff = false } = letter;
    const ofAccount = account.deletedAt ? undefined : account.email;
    const to = isForStaff ? this.config.mail.staff : ofAccount;
    if (!to) return undefined;
    const locale = isForStaff ? AccountLocale.ENGLISH : AccountLocale.of(account);
    const values = { name: account.name, brand: this.config.brand.name, ...letter.values(locale, account) };
    return {
      to,
      ...this.templates.render(template, locale.tag, values),
      ...(attachments && { attachments }),
    };
  }
}
