import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CONFIG, type Config } from '@libs/config';
import type { User } from './persistence/user.entity';
import { SigningKeys } from './signing-keys';

/** Signs access tokens: RS256, short-lived, with the role and account of the moment. */
@Injectable()
export class AccessTokens {
  private readonly jwt = new JwtService();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
  ) {}

  sign(user: User, sessionId: string): string {
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
