import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { MailApi, type Mail, type MailComposer, type MailRequest } from '../../mail/mail.api';
import { PasswordResetRepository } from '../persistence/password-reset.repository';
import { UserRepository } from '../persistence/user.repository';
import { hashOfSecret, newSecret } from '../secrets';

/** The token is made here, at the moment of sending, so that it rests in no table or queue. */
@Injectable()
export class PasswordResetMail implements MailComposer, OnModuleInit {
  readonly template = 'password_reset';

  constructor(
    private readonly mail: MailApi,
    private readonly users: UserRepository,
    private readonly resets: PasswordResetRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.mail.register(this);
  }

  async compose(request: MailRequest): Promise<Mail | undefined> {
    const user = request.userId === null ? null : await this.users.byId(request.userId);
    if (!user?.isActive) return undefined;
    const token = newSecret();
    await this.resets.add(hashOfSecret(token), user.id);
    const text = [
      `Hello ${user.firstName},`,
      `somebody asked to reset the password of your account. If it was you, send this token with your new password to`,
      `POST ${this.config.urls.subscription}/v1/auth/password/reset within one hour:`,
      token,
      `If it was not you, ignore this mail: nothing has changed.`,
    ].join('\n\n');
    return { to: user.email, subject: 'Reset your password', text };
  }
}
