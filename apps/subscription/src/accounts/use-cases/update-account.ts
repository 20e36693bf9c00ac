import { Inject, Injectable } from '@nestjs/common';
import { TimeZone } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AuditApi, changedFacts } from '../../audit/audit.api';
import type { Account, AccountChange } from '../account';
import { ACCOUNT_LISTENERS, type AccountListener } from '../account-listener';
import { auditFacts } from '../audit-facts';
import { AccountRepository } from '../persistence/account.repository';

@Injectable()
export class UpdateAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditApi,
    @Inject(ACCOUNT_LISTENERS) private readonly listeners: readonly AccountListener[],
  ) {}

  /**
   * Members that are undefined stay as they are.
   * @throws AppError `not_found`, `currency_immutable`, `external_key_taken`
   */
  async run(id: string, change: AccountChange & { currency?: string | undefined }): Promise<Account> {
    return this.database.transaction(async () => {
      const before = await this.accounts.lock(id);
      if (!before) throw new AppError('not_found');
      if (change.currency !== undefined && change.currency !== before.currency)
        throw new AppError('currency_immutable');
      const after = changed(before, change);
      const facts = changedFacts(auditFacts(before), auditFacts(after));
      if (!facts) return before;
      await this.accounts.save(after);
      await this.audit.record({
        action: 'account.updated',
        subject: { type: 'account', id },
        accountId: id,
        ...facts,
      });
      const hasMoved = after.timeZone !== before.timeZone;
      if (hasMoved) for (const listener of this.listeners) await listener.moved(after);
      return after;
    });
  }
}

function changed(account: Account, change: AccountChange): Account {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as AccountChange;
  const after: Account = { ...account, ...given };
  const timeZone = TimeZone.of(after.timeZone).id;
  const { vatId } = after;
  if (vatId === null) return { ...after, timeZone, vatIdStatus: null };
  // Another number, or the same one for another country, was not checked yet, whatever was known before.
  const isOther = vatId !== account.vatId || after.country !== account.country;
  const isUnchecked = isOther && change.vatIdStatus === undefined;
  return { ...after, timeZone, vatIdStatus: isUnchecked ? 'unverified' : after.vatIdStatus };
}
