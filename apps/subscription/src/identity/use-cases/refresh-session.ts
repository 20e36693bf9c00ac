import { Injectable } from '@nestjs/common';
import type { SessionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { AccessTokens } from '../access-tokens';
import { SessionRepository } from '../persistence/session.repository';
import { UserRepository } from '../persistence/user.repository';
import { readRefreshToken, writeRefreshToken } from '../refresh-token';
import { hashOfSecret, newSecret } from '../secrets';
import { SessionLifetimes } from '../sessions';
import { EndSessions } from './end-sessions';

/** Replaces a refresh token. One that was used before is stolen or lost: its whole session ends. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly lifetimes: SessionLifetimes,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly tokens: AccessTokens,
    private readonly endSessions: EndSessions,
  ) {}

  /** @throws AppError `invalid_refresh_token` */
  async run(refreshToken: string): Promise<SessionView> {
    const read = readRefreshToken(refreshToken);
    if (!read) throw new AppError('invalid_refresh_token');
    const { sessionId } = read;
    const secret = newSecret();
    const next = { refreshHash: hashOfSecret(secret), days: this.lifetimes.refreshTokenDays };
    const userId = await this.sessions.rotate(sessionId, read.secretHash, next);
    const user = userId === undefined ? null : await this.users.byId(userId);
    if (!user) {
      await this.endSessions.distrust(sessionId);
      throw new AppError('invalid_refresh_token');
    }
    return {
      access_token: this.tokens.sign(user, sessionId),
      refresh_token: writeRefreshToken(sessionId, secret),
      token_type: 'bearer',
      expires_in: this.lifetimes.accessTokenSeconds,
      user_id: user.id,
      email: user.email,
      account_id: user.accountId,
    };
  }
}
