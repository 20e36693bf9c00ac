import { Injectable } from '@nestjs/common';
import type { SessionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { SessionTokens } from '../session-tokens';
import { SessionRepository } from '../persistence/session.repository';
import { UserRepository } from '../persistence/user.repository';
import { readRefreshToken } from '../refresh-token';
import { hashOfSecret, newSecret } from '../secrets';
import { RefreshTokenLifetime } from '../sessions';
import { EndSessions } from './end-sessions';

/** Replaces a refresh token. One that was used before is stolen or lost: its whole session ends. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly lifetime: RefreshTokenLifetime,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly tokens: SessionTokens,
    private readonly endSessions: EndSessions,
  ) {}

  /** @throws AppError `invalid_refresh_token` */
  async run(refreshToken: string): Promise<SessionView> {
    const read = readRefreshToken(refreshToken);
    if (!read) throw new AppError('invalid_refresh_token');
    const { sessionId } = read;
    const secret = newSecret();
    const next = { refreshHash: hashOfSecret(secret), days: this.lifetime.days };
    const userId = await this.sessions.rotate(sessionId, read.secretHash, next);
    const user = userId === undefined ? null : await this.users.byId(userId);
    if (!user) {
      await this.endSessions.distrust(sessionId);
      throw new AppError('invalid_refresh_token');
    }
    return this.tokens.session(user, sessionId, secret);
  }
}
