import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { CONFIG, type Config } from '@libs/config';
import { newId } from '@libs/persistence';
import type { User } from './persistence/user.entity';
import { SessionRepository } from './persistence/session.repository';
import { hashOfSecret, newSecret } from './secrets';
import { SigningKeys } from './signing-keys';

export interface IssuedTokens {
  access_token: string;
  refresh_token: string;
  token_type: 'bearer';
  expires_in: number;
}

const DAY_HOURS = 24;

/** Access tokens (RS256, short) and refresh tokens (`<session id>.<secret>`, replaced at each use). */
@Injectable()
export class TokenIssuer {
  private readonly jwt = new JwtService();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
    private readonly keys: SigningKeys,
    private readonly sessions: SessionRepository,
  ) {}

  /** Opens a session for a user who has just proven who they are. */
  async open(user: User): Promise<IssuedTokens> {
    const id = newId();
    const secret = newSecret();
    await this.sessions.add({ id, userId: user.id, refreshHash: hashOfSecret(secret), expiresAt: this.refreshExpiry() });
    return this.tokens(user, id, secret);
  }

  tokens(user: User, sessionId: string, secret: string): IssuedTokens {
    return {
      access_token: this.accessToken(user, sessionId),
      refresh_token: `${sessionId}.${secret}`,
      token_type: 'bearer',
      expires_in: this.config.auth.accessTokenSeconds,
    };
  }

  refreshExpiry() {
    return this.clock.now().plusHours(this.config.auth.refreshTokenDays * DAY_HOURS);
  }

  private accessToken(user: User, sessionId: string): string {
    const claims = { sid: sessionId, role: user.role, ...(user.accountId ? { account_id: user.accountId } : {}) };
    return this.jwt.sign(claims, {
      // jsonwebtoken takes key objects; a PEM would be parsed again at each call.
      privateKey: this.keys.privateKey as unknown as string,
      algorithm: 'RS256',
      keyid: this.keys.kid,
      subject: String(user.id),
      issuer: this.config.auth.issuer,
      audience: this.config.auth.audience,
      expiresIn: this.config.auth.accessTokenSeconds,
    });
  }
}
