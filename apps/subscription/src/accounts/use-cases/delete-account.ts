import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, plusDays, TimeZone, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from '../account-deletion-check';
import { AccountRepository } from '../persistence/account.repository';

/**
 * What says who a deleted account was is kept this long, in days of 24 hours of billing time: for questions about the
 * last bill, and so that staff can tell who was meant when the wrong one was deleted. Then `erasure` takes it away for good.
 */
const ERASED_AFTER_DAYS = 30;

@Injectable()
export class DeleteAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditApi,
    @Inject(ACCOUNT_DELETION_CHECKS) private readonly checks: readonly AccountDeletionCheck[],
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Soft: the row stays for its financial records, its users cannot log in any more. @throws AppError `not_found`, `account_in_use`
   */
  async run(id: string): Promise<void> {
    await this.database.transaction(async () => {
      // Whoever subscribes an account locks its row too, so nothing goes live between the checks and the commit.
      const account = await this.accounts.lock(id);
      if (!account) throw new AppError('not_found');
      for (const check of this.checks) {
        const reason = await check.reason?.(id);
        if (reason !== undefined) throw new AppError('account_in_use', { reason });
      }
      const now = this.clock.now();
      await this.accounts.markDeleted(id, now, plusDays(now, ERASED_AFTER_DAYS, TimeZone.UTC));
      for (const check of this.checks) await check.deleted?.(id);
      await this.audit.record({
        action: 'account.deleted',
        subject: { type: 'account', id },
        accountId: id,
        before: { deletedAt: null },
        after: { deletedAt: now.toString() },
      });
    });
  }
}
