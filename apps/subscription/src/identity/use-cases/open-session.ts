import { Injectable } from '@nestjs/common';
import type { SessionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { AccessTokens } from '../access-tokens';
import { SessionRepository } from '../persistence/session.repository';
import type { User } from '../persistence/user.entity';
import { writeRefreshToken } from '../refresh-token';
import { hashOfSecret, newSecret } from '../secrets';
import { SessionLifetimes } from '../sessions';

/** Opens a session for a user who has just proven who they are. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly lifetimes: SessionLifetimes,
    private readonly sessions: SessionRepository,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws AppError `invalid_credentials` when password, role or access changed in between */
  async run(user: User): Promise<SessionView> {
    const id = newId();
    const secret = newSecret();
    const days = this.lifetimes.refreshTokenDays;
    const isOpen = await this.sessions.add({ id, user, refreshHash: hashOfSecret(secret), days });
    if (!isOpen) throw new AppError('invalid_credentials');
    return {
      access_token: this.tokens.sign(user, id),
      refresh_token: writeRefreshToken(id, secret),
      token_type: 'bearer',
      expires_in: this.lifetimes.accessTokenSeconds,
      user_id: user.id,
      email: user.email,
      account_id: user.accountId,
    };
  }
}
