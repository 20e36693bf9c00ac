import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { DunningApi } from '../../dunning/dunning.api';
import { ChargeUnderWayRepository } from '../persistence/charge-under-way.repository';

const log = logger('collection');

/** What an account is charged by, as the payment service tells it. */
export interface PaymentMethodNews {
  readonly accountId: string;
  /** Null: the account has no saved method any more. */
  readonly defaultMethodId: string | null;
  /** Grows per account: older news are passed over. */
  readonly version: number;
  /** A method was added or made the default. */
  readonly isNew: boolean;
}

/** Keeps which saved method an account is charged by; what dunning was waiting for it is tried with a new one. */
@Injectable()
export class FollowPaymentMethod {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly audit: AuditApi,
    private readonly dunning: DunningApi,
    private readonly underWay: ChargeUnderWayRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Joins the caller's transaction, and takes the account's lock. False, and nothing changed: old, or of an account that is gone. */
  async run({ accountId, defaultMethodId, version, isNew }: PaymentMethodNews): Promise<boolean> {
    const known = await this.accounts.byId(accountId);
    if (!known || known.deletedAt) {
      log.warn({ accountId }, 'payment method of an account that is gone');
      return false;
    }
    const before = await this.accounts.lock(accountId);
    if (!(await this.accounts.setDefaultMethod(accountId, defaultMethodId, version))) return false;
    // What was not sent to the gateway by now finds nothing to charge.
    if (defaultMethodId === null) await this.underWay.endOf(accountId);
    const after: Account = { ...before, defaultPaymentMethod: defaultMethodId };
    if (before.defaultPaymentMethod !== defaultMethodId) await this.record(before, after);
    if (isNew || before.defaultPaymentMethod !== defaultMethodId) {
      await this.dunning.paymentMethodChanged(after, this.clock.now());
    }
    return true;
  }

  private async record(before: Account, after: Account): Promise<void> {
    await this.audit.record({
      action: 'account.updated',
      subject: { type: 'account', id: after.id },
      accountId: after.id,
      before: { defaultPaymentMethod: before.defaultPaymentMethod },
      after: { defaultPaymentMethod: after.defaultPaymentMethod },
    });
  }
}
