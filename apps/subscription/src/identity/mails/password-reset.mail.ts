import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsApi } from '../../accounts/accounts.api';
import { AccountLocale } from '../../invoice-documents/account-locale.api';
import { MailApi, MailTemplates, type Mail, type MailComposer, type MailRequest } from '../../mail/mail.api';
import type { User } from '../persistence/user.entity';
import { OfferPasswordReset } from '../use-cases/offer-password-reset';

const PLACEHOLDERS = ['name', 'brand', 'link', 'token', 'reset_address'];

/** To a user, in the language of the account they belong to; to staff in English. */
@Injectable()
export class PasswordResetMail implements MailComposer, OnModuleInit {
  readonly template = 'password_reset';

  constructor(
    private readonly mail: MailApi,
    private readonly templates: MailTemplates,
    private readonly offers: OfferPasswordReset,
    private readonly accounts: AccountsApi,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A mistake in the template is told here, at start. */
  onModuleInit(): void {
    this.templates.declare(this.template, PLACEHOLDERS);
    this.mail.register(this);
  }

  async compose({ userId }: MailRequest): Promise<Mail | undefined> {
    const offer = await this.offers.run(userId);
    if (!offer) return undefined;
    const { user, token } = offer;
    const { brand, mail, urls } = this.config;
    const values = {
      name: user.firstName,
      brand: brand.name,
      link: mail.passwordResetUrl ? `${mail.passwordResetUrl}${token}` : '',
      token,
      reset_address: `${urls.subscription}/v1/auth/password/reset`,
    };
    return { to: user.email, ...this.templates.render(this.template, await this.localeTagOf(user), values) };
  }

  private async localeTagOf({ accountId }: User): Promise<string> {
    const account = accountId ? await this.accounts.byId(accountId) : undefined;
    return (account ? AccountLocale.of(account) : AccountLocale.ENGLISH).tag;
  }
}
