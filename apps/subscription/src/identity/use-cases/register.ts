import { Injectable } from '@nestjs/common';
import type { RegisterBody } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { assertGoodPassword } from '../password-policy';
import { Passwords } from '../passwords';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';

/** A user and the account that pays, in one transaction. */
@Injectable()
export class Register {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly accounts: AccountsApi,
    private readonly passwords: Passwords,
    private readonly audit: AuditApi,
  ) {}

  /** @throws AppError `email_taken`, `validation_failed` */
  async run(body: RegisterBody): Promise<User> {
    assertGoodPassword(body.password, body.email);
    // Cheaper than the hash below, and only a courtesy: the unique index decides.
    if (await this.users.byEmail(body.email)) throw new AppError('email_taken');
    const passwordHash = await this.passwords.hash(body.password);
    return this.database.transaction(async () => {
      const account = await this.accounts.create({
        email: body.email,
        name: `${body.first_name} ${body.last_name}`,
        currency: body.currency,
        country: body.country,
        timezone: body.timezone,
      });
      const user = await this.users.add({
        email: body.email,
        passwordHash,
        firstName: body.first_name,
        lastName: body.last_name,
        role: 'customer',
        accountId: account.id,
      });
      const subject = { type: 'user', id: String(user.id) };
      await this.audit.record({
        action: 'user.registered',
        subject,
        accountId: account.id,
        after: { role: user.role },
      });
      return user;
    });
  }
}
