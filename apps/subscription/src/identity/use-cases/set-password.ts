import { Injectable } from '@nestjs/common';
import { AuditApi } from '../../audit/audit.api';
import { assertGoodPassword } from '../password-policy';
import { Passwords } from '../passwords';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';
import { EndSessions } from './end-sessions';

/** Who knows the new password logs in with it; whoever knew the old one is out. Runs in the caller's transaction. */
@Injectable()
export class SetPassword {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly endSessions: EndSessions,
    private readonly audit: AuditApi,
  ) {}

  /** @throws AppError `validation_failed` */
  async run(user: User, newPassword: string): Promise<void> {
    assertGoodPassword(newPassword, user.email, 'new_password');
    await this.users.save({ ...user, passwordHash: await this.passwords.hash(newPassword) });
    await this.endSessions.allOf(user.id);
    await this.audit.record({ action: 'user.password_changed', subject: { type: 'user', id: String(user.id) } });
  }
}
