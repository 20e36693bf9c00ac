import { Injectable } from '@nestjs/common';
import type { UpdateUserBody } from '@libs/dto';
import { AppError } from '@libs/errors';
import type { Role } from '@libs/http';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';
import { EndSessions } from './end-sessions';

@Injectable()
export class UpdateUser {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly endSessions: EndSessions,
    private readonly accounts: AccountsApi,
    private readonly audit: AuditApi,
  ) {}

  /** Changes role or access; tokens that say otherwise stop working. @throws AppError `not_found`, `account_deleted` */
  async run(id: number, change: UpdateUserBody): Promise<User> {
    return this.database.transaction(async () => {
      const user = await this.users.lock(id);
      if (!user) throw new AppError('not_found');
      const before = { role: user.role, is_active: user.isActive };
      const after = {
        role: (change.role as Role | undefined) ?? user.role,
        is_active: change.is_active ?? user.isActive,
      };
      const isCustomer = after.is_active && after.role === 'customer';
      if (isCustomer && (await this.isDeleted(user.accountId))) throw new AppError('account_deleted');
      const saved = await this.users.save({ ...user, role: after.role, isActive: after.is_active });
      await this.endSessions.allOf(id);
      await this.audit.record({ action: 'user.updated', subject: { type: 'user', id: String(id) }, before, after });
      return saved;
    });
  }

  private async isDeleted(accountId: string | null): Promise<boolean> {
    const account = accountId === null ? undefined : await this.accounts.byId(accountId);
    return (account?.deletedAt ?? null) !== null;
  }
}
