import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { MailApi } from '../../mail/mail.api';
import { UserRepository } from '../persistence/user.repository';

/** Asks for a mail with a token. The answer is the same whether the e-mail exists; the token is made when the mail is. */
@Injectable()
export class ForgotPassword {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly mail: MailApi,
  ) {}

  async run(email: string): Promise<void> {
    await this.database.transaction(async () => {
      const user = await this.users.byEmail(email);
      // A request for nobody is written too, and dropped by the sender: both ways cost the same (promise 43).
      const userId = user?.isActive ? user.id : null;
      await this.mail.request({ template: 'password_reset', userId, isAwaited: true });
    });
  }
}
