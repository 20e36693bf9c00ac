import { Injectable } from '@nestjs/common';
import { accountStandingOf } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';
import { AccountsApi, type Account, type AccountStatus } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { EntitlementsApi } from '../../entitlements/entitlements.api';
import { DunningRepository } from '../persistence/dunning.repository';

const ACTIONS: Readonly<Record<AccountStatus, string>> = {
  warning: 'account.overdue',
  blocked: 'account.blocked',
  current: 'account.restored',
};

/** An account stands as its unpaid bills have it, and may use what that allows. */
@Injectable()
export class KeepStanding {
  constructor(
    private readonly cases: DunningRepository,
    private readonly accounts: AccountsApi,
    private readonly audit: AuditApi,
    private readonly entitlements: EntitlementsApi,
  ) {}

  /** After the cases were saved, under the account's lock. Answers how it stands now. */
  async run(account: Account, now: Instant): Promise<AccountStatus> {
    const unpaid = await this.cases.openOf(account.id);
    const status = accountStandingOf(unpaid.map(({ dunned }) => dunned));
    if (status === account.status) return status;
    const { id } = account;
    await this.accounts.setStatus(id, status);
    const overdue = unpaid.map(({ invoiceId }) => invoiceId);
    await this.audit.record({
      action: ACTIONS[status],
      subject: { type: 'account', id },
      accountId: id,
      before: { status: account.status },
      after: { status, unpaid_invoices: overdue },
    });
    await this.entitlements.refresh({ ...account, status }, now);
    return status;
  }
}
