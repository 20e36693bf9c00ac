import { Injectable } from '@nestjs/common';
import type { SessionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { SessionTokens } from '../session-tokens';
import { SessionRepository } from '../persistence/session.repository';
import type { User } from '../persistence/user.entity';
import { hashOfSecret, newSecret } from '../secrets';
import { RefreshTokenLifetime } from '../sessions';

/** Opens a session for a user who has just proven who they are. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly lifetime: RefreshTokenLifetime,
    private readonly sessions: SessionRepository,
    private readonly tokens: SessionTokens,
  ) {}

  /** @throws AppError `invalid_credentials` when password, role or access changed in between */
  async run(user: User): Promise<SessionView> {
    const id = newId();
    const secret = newSecret();
    const days = this.lifetime.days;
    const isOpen = await this.sessions.add({ id, user, refreshHash: hashOfSecret(secret), days });
    if (!isOpen) throw new AppError('invalid_credentials');
    return this.tokens.session(user, id, secret);
  }
}
