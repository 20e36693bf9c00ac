import { Inject, Injectable } from '@nestjs/common';
import { nextDunning, planDunning, type DunningFacts, type DunningPolicy } from '@libs/billing/collection';
import { TimeZone } from '@libs/calendar';
import type { Account } from '../../accounts/accounts.api';
import type { DunnedInvoice } from '../dunned-invoice';
import type { DunningToKeep } from '../persistence/dunning.repository';
import { DUNNING_POLICY } from '../policy';

/** Puts a case beside what else its plan depends on. */
@Injectable()
export class PlanDunning {
  constructor(@Inject(DUNNING_POLICY) private readonly policy: DunningPolicy) {}

  facts({ dunned }: Pick<DunnedInvoice, 'dunned'>, account: Account): DunningFacts {
    const { defaultPaymentMethod: paymentMethodId, disputeHold: isHeld } = account;
    return { dunned, policy: this.policy, zone: TimeZone.of(account.timeZone), paymentMethodId, isHeld };
  }

  plan(invoice: DunnedInvoice, account: Account) {
    return planDunning(this.facts(invoice, account));
  }

  /** A case with what is next. A dispute is no part of that: it is looked for when the time comes. */
  toKeep(invoice: DunnedInvoice, account: Account): DunningToKeep {
    const facts = this.facts(invoice, account);
    return { invoice, next: invoice.endedAt ? null : nextDunning({ ...facts, isHeld: false }) };
  }

  /** True when it is kept to be looked at at another instant than it would be planned for now. */
  isStale(invoice: DunnedInvoice, account: Account): boolean {
    const { next } = this.toKeep(invoice, account);
    return String(next?.at ?? null) !== String(invoice.nextAt);
  }
}
