import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import type { DisputeEventBody } from '@libs/dto';
import { DunningApi } from '../../dunning/dunning.api';
import { PaymentEventRepository } from '../persistence/payment-event.repository';
import { BookDispute } from './book-dispute';
import { FindBill } from './find-bill';

/** A cardholder contests a payment: it is booked, and dunning stands still until nothing is contested any more. */
@Injectable()
export class ApplyDispute {
  constructor(
    private readonly events: PaymentEventRepository,
    private readonly bills: FindBill,
    private readonly book: BookDispute,
    private readonly dunning: DunningApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** In the transaction that notes the event. False: told before by another. @throws AppError `webhook_rejected` */
  async run(body: DisputeEventBody): Promise<boolean> {
    const { dispute_id: subject, status: outcome, account_id: accountId, invoice_id: invoiceId } = body;
    const now = this.clock.now();
    const found = await this.bills.run(body);
    if (!(await this.events.add({ type: 'dispute', subject, outcome, accountId, invoiceId, body }))) return false;
    await this.book.run(body, found, now);
    const isHeld = await this.isContested(accountId);
    // Its opening may be told after its end; then there is nothing to hold up.
    if (found.isLive && isHeld === (outcome === 'opened')) await this.dunning.disputeHold(accountId, isHeld);
    return true;
  }

  private async isContested(accountId: string): Promise<boolean> {
    const told = await this.events.ofAccount('dispute', accountId);
    const closed = new Set(told.filter(({ outcome }) => outcome !== 'opened').map(({ subject }) => subject));
    return told.some(({ subject }) => !closed.has(subject));
  }
}
