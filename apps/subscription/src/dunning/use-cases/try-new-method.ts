import { Injectable } from '@nestjs/common';
import { noteNewMethod } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';
import type { Account } from '../../accounts/accounts.api';
import { DunningRepository } from '../persistence/dunning.repository';
import { PlanDunning } from './plan-dunning';

/** An account has a payment method it had not: every unpaid bill is to be tried with it at once. */
@Injectable()
export class TryNewMethod {
  constructor(
    private readonly cases: DunningRepository,
    private readonly planning: PlanDunning,
  ) {}

  /** `account` as it is after the change, locked by the caller. The charges go out with the next run, within seconds. */
  async run(account: Account, now: Instant): Promise<void> {
    for (const found of await this.cases.openOf(account.id)) {
      const isNew = account.defaultPaymentMethod !== null;
      const dunned = isNew ? noteNewMethod(found.dunned, now) : found.dunned;
      await this.cases.save(this.planning.toKeep({ ...found, dunned }, account));
    }
  }
}
