import { Injectable } from '@nestjs/common';
import type { SessionView } from '@libs/dto';
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

  async run(user: User): Promise<SessionView> {
    const id = newId();
    const secret = newSecret();
    await this.sessions.add({
      id,
      userId: user.id,
      refreshHash: hashOfSecret(secret),
      days: this.lifetimes.refreshTokenDays,
    });
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
