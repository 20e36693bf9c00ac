import { Injectable } from '@nestjs/common';
import { PasswordResetRepository } from '../persistence/password-reset.repository';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';
import { hashOfSecret, newSecret } from '../secrets';

/** Makes the token of a reset mail at the moment of sending: only its hash is kept, so it rests in no table or queue. */
@Injectable()
export class OfferPasswordReset {
  constructor(
    private readonly users: UserRepository,
    private readonly resets: PasswordResetRepository,
  ) {}

  /** Good for one hour and one use; undefined for nobody, and for who is locked out. */
  async run(userId: number | null): Promise<{ user: User; token: string } | undefined> {
    const user = userId === null ? null : await this.users.byId(userId);
    if (!user?.isActive) return undefined;
    const token = newSecret();
    await this.resets.add(hashOfSecret(token), user.id);
    return { user, token };
  }
}
