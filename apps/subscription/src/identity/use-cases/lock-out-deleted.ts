import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { PasswordResetRepository } from '../persistence/password-reset.repository';
import { UserRepository } from '../persistence/user.repository';
import { EndSessions } from './end-sessions';

/** Whoever logged in to an account that is deleted is to the outside like somebody who never registered. */
@Injectable()
export class LockOutDeleted implements AccountDeletionCheck, OnModuleInit {
  constructor(
    @Inject(ACCOUNT_DELETION_CHECKS) private readonly checks: AccountDeletionCheck[],
    private readonly users: UserRepository,
    private readonly resets: PasswordResetRepository,
    private readonly endSessions: EndSessions,
    private readonly audit: AuditApi,
  ) {}

  onModuleInit(): void {
    this.checks.push(this);
  }

  /** Ends their sessions and uses up their reset tokens. Staff stay, also one who once registered as a customer. */
  async deleted(accountId: string): Promise<void> {
    for (const user of await this.users.lockOf(accountId)) {
      if (!user.isActive) continue;
      await this.users.save({ ...user, isActive: false });
      await this.endSessions.allOf(user.id);
      await this.resets.endAllOf(user.id);
      const subject = { type: 'user', id: String(user.id) };
      const facts = { before: { is_active: true }, after: { is_active: false } };
      await this.audit.record({ action: 'user.updated', subject, accountId, ...facts });
    }
  }
}
