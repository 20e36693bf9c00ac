import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { PasswordResetRepository } from '../persistence/password-reset.repository';
import { UserRepository } from '../persistence/user.repository';
import { hashOfSecret } from '../secrets';
import { SetPassword } from './set-password';

/** Sets a new password with the token of the mail, and ends all sessions. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly resets: PasswordResetRepository,
    private readonly users: UserRepository,
    private readonly setPassword: SetPassword,
  ) {}

  /** A refused password leaves the token good. @throws AppError `invalid_reset_token`, `validation_failed` */
  async run(token: string, newPassword: string): Promise<void> {
    await this.database.transaction(async () => {
      const userId = await this.resets.use(hashOfSecret(token));
      const user = userId === undefined ? null : await this.users.lock(userId);
      if (!user?.isActive) throw new AppError('invalid_reset_token');
      await this.setPassword.run(user, newPassword);
      await this.resets.endAllOf(user.id);
    });
  }
}
