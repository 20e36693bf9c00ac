import { Injectable } from '@nestjs/common';
import type { LoginBody } from '@libs/dto';
import { AppError } from '@libs/errors';
import { LoginLimit } from '../login-limit';
import { Passwords } from '../passwords';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';

@Injectable()
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly limit: LoginLimit,
  ) {}

  /** @throws AppError `invalid_credentials` (the same words and the same work for an unknown e-mail), `too_many_failed_logins` */
  async run(body: LoginBody): Promise<User> {
    await this.limit.countAttempt(body.email);
    const found = await this.users.byEmail(body.email);
    const user = found?.isActive ? found : undefined;
    const matches = await this.passwords.matches(body.password, user?.passwordHash);
    if (!user || !matches) throw new AppError('invalid_credentials');
    await this.limit.forget(body.email);
    return user;
  }
}
