import { Injectable } from '@nestjs/common';
import type { SubscriptionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { CHARGE_OF_ISSUE } from '../../collection/collection.api';
import { SubscriptionChargesApi, type StartToCharge } from '../../subscriptions/subscription-charges.api';
import { ChargeAtOnce } from './charge-at-once';

/** Charges the first bills of a subscription that was started; it is in force when all of them are paid. */
@Injectable()
export class FinishStart {
  constructor(
    private readonly charge: ChargeAtOnce,
    private readonly subscriptions: SubscriptionChargesApi,
  ) {}

  /**
   * What is not definite in time leaves it pending; it becomes active by itself. @throws AppError the decline code (402),
   * with the pending subscription as data
   */
  async run({ subscription_id: id, invoice_ids: invoiceIds }: StartToCharge): Promise<SubscriptionView> {
    const deadline = ChargeAtOnce.deadline();
    for (const invoiceId of invoiceIds) {
      const outcome = await this.charge.run(invoiceId, CHARGE_OF_ISSUE, deadline);
      if (outcome.kind === 'declined') throw new AppError(outcome.code, { data: await this.subscriptions.view(id) });
      if (outcome.kind !== 'paid') break;
    }
    return this.subscriptions.view(id);
  }
}
