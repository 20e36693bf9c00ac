import { Injectable } from '@nestjs/common';
import type { ChangedSubscriptionView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { CHARGE_OF_ISSUE } from '../../collection/collection.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { SubscriptionChargesApi, type ChangeToCharge } from '../../subscriptions/subscription-charges.api';
import { ChargeAtOnce } from './charge-at-once';

/** Charges the bill that a change waits for: paid, the change is in force; declined, it is withdrawn and its bill void. */
@Injectable()
export class FinishChange {
  constructor(
    private readonly charge: ChargeAtOnce,
    private readonly subscriptions: SubscriptionChargesApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** @throws AppError the decline code (402), with the subscription as it was before as data */
  async run({
    subscription_id: id,
    invoice_id: invoiceId,
    proration,
  }: ChangeToCharge): Promise<ChangedSubscriptionView> {
    const outcome = await this.charge.run(invoiceId, CHARGE_OF_ISSUE, ChargeAtOnce.deadline());
    if (outcome.kind === 'declined') {
      await this.subscriptions.withdrawChange(id, invoiceId);
      throw new AppError(outcome.code, { data: await this.subscriptions.view(id) });
    }
    const record = await this.invoicing.byId(invoiceId);
    const invoice = record ? this.invoicing.view(record) : (proration?.invoice ?? null);
    return { ...(await this.subscriptions.view(id)), proration: proration && { ...proration, invoice } };
  }
}
