import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { AccountErasedPayload } from '@libs/dto';
import { Database, Outbox } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import { DueErasureRepository } from '../persistence/due-erasure.repository';
import { PersonalDataRepository } from '../persistence/personal-data.repository';

/** Takes away who an account was, and has the payment service do the same. Money, numbers, dates and country stay. */
@Injectable()
export class EraseAccount {
  constructor(
    private readonly database: Database,
    private readonly due: DueErasureRepository,
    private readonly data: PersonalDataRepository,
    private readonly outbox: Outbox,
    private readonly audit: AuditApi,
  ) {}

  /** False when it is not due, erased already, or in another run's hands. Whoever kills it leaves whole pages done. */
  async run(accountId: string, now: Instant): Promise<boolean> {
    for (;;) {
      const left = await this.database.transaction(async () => {
        if (!(await this.due.claim(accountId, now))) return 'nothing';
        if (await this.data.eraseUsage(accountId)) return 'more';
        await this.finish(accountId, now);
        return 'done';
      });
      if (left !== 'more') return left === 'done';
    }
  }

  private async finish(accountId: string, now: Instant): Promise<void> {
    await this.data.erase(accountId, now);
    const payload: AccountErasedPayload = { account_id: accountId };
    await this.outbox.add([
      {
        queue: 'q:sub:payment_initiation',
        action: 'account_erased',
        correlationId: accountId,
        idempotencyKey: `account-erased-${accountId}`,
        payload,
      },
    ]);
    await this.audit.record({
      action: 'account.erased',
      subject: { type: 'account', id: accountId },
      accountId,
      before: { erasedAt: null },
      after: { erasedAt: now.toString() },
    });
  }
}
