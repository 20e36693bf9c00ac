import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, TimeZone, type BillingClock } from '@libs/calendar';
import { Database, newId } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import type { Account, NewAccount } from '../account';
import { auditFacts } from '../audit-facts';
import { AccountRepository } from '../persistence/account.repository';

const CURRENCY_DEFAULT = 'USD';
const TIME_ZONE_DEFAULT = 'UTC';

@Injectable()
export class CreateAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Currency, country and time zone were checked before. @throws AppError `external_key_taken` */
  async run(given: NewAccount): Promise<Account> {
    const account = this.complete(given);
    await this.database.transaction(async () => {
      await this.accounts.add(account);
      await this.audit.record({
        action: 'account.created',
        subject: { type: 'account', id: account.id },
        accountId: account.id,
        after: auditFacts(account),
      });
    });
    return account;
  }

  private complete(given: NewAccount): Account {
    return {
      id: newId(),
      email: given.email,
      name: given.name,
      currency: given.currency ?? CURRENCY_DEFAULT,
      timeZone: TimeZone.of(given.timezone ?? TIME_ZONE_DEFAULT).id,
      country: given.country ?? null,
      region: given.region ?? null,
      address: given.address ?? null,
      taxExempt: given.taxExempt ?? false,
      vatId: given.vatId ?? null,
      vatIdStatus: given.vatId === undefined ? null : 'unverified',
      externalKey: given.externalKey ?? null,
      status: 'current',
      disputeHold: false,
      paymentTermsDays: given.paymentTermsDays ?? 0,
      defaultPaymentMethod: null,
      metadata: given.metadata ?? {},
      createdAt: this.clock.now(),
      deletedAt: null,
    };
  }
}
