import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CONFIG, type Config } from '@libs/config';
import type { SessionView } from '@libs/dto';
import type { User } from './persistence/user.entity';
import { writeRefreshToken } from './refresh-token';
import { SigningKeys } from './signing-keys';

/** The tokens of a session. Access tokens are signed: RS256, short-lived, with the role and account of the moment. */
@Injectable()
export class SessionTokens {
  private readonly jwt = new JwtService();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
  ) {}

  /** Both tokens of a session: `secret` is what its refresh token proves it with. */
  session(user: User, sessionId: string, secret: string): SessionView {
    return {
      access_token: this.sign(user, sessionId),
      refresh_token: writeRefreshToken(sessionId, secret),
      token_type: 'bearer',
      expires_in: this.config.auth.accessTokenSeconds,
      user_id: user.id,
      email: user.email,
      account_id: user.accountId,
    };
  }

  private sign(user: User, sessionId: string): string {
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
