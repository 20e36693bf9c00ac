import { Inject, Injectable } from '@nestjs/common';
import { statusAfterReturn, type PaymentStatus } from '@libs/billing/payment';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { auditFacts } from '../../audit-facts';
import type { CapturedPayment, MoneyReturn } from '../captured-payment';
import { ReturnedMoneyRepository } from '../persistence/returned-money.repository';

/**
 * The one way in which a captured payment changes: money went back, came again, or is contested. Sums, status, movement and
 * audit row commit with what the caller writes in the same transaction.
 */
@Injectable()
export class RecordReturn {
  constructor(
    private readonly returns: ReturnedMoneyRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Locks the payment until the caller's transaction ends; first of all locks, so that nobody waits in a circle. */
  async lock(paymentId: string): Promise<CapturedPayment | undefined> {
    return this.returns.lock(paymentId);
  }

  /** Locks the captured payments of an invoice; the newest first. */
  async lockOfInvoice(invoiceId: string, accountId: string): Promise<CapturedPayment[]> {
    return this.returns.lockOfInvoice(invoiceId, accountId);
  }

  async record({ payment, event, amountMinor, movement }: MoneyReturn): Promise<void> {
    const moved = moneyAfter(payment, event, amountMinor);
    const after = { ...moved, status: statusOf(payment, event, moved) };
    const at = this.clock.now();
    await this.returns.change({ before: payment, after, event, amountMinor, movement, at, audit: auditFacts() });
  }
}

function statusOf(payment: CapturedPayment, event: MoneyReturn['event'], moved: CapturedPayment): PaymentStatus {
  if (event === 'refund_refused') return payment.status;
  const status = statusAfterReturn(payment.status, event, moved);
  if (!status.ok) throw new InvariantBroken(`a payment that is ${payment.status} met ${event}`);
  return status.value;
}

function moneyAfter(payment: CapturedPayment, event: MoneyReturn['event'], amountMinor: bigint): CapturedPayment {
  switch (event) {
    case 'refunded':
      return { ...payment, refundedMinor: payment.refundedMinor + amountMinor };
    case 'refund_returned':
      return {
        ...payment,
        refundedMinor: payment.refundedMinor - amountMinor,
        reservedMinor: payment.reservedMinor - amountMinor,
      };
    case 'refund_refused':
      return { ...payment, reservedMinor: payment.reservedMinor - amountMinor };
    case 'disputed':
      return { ...payment, openDisputes: payment.openDisputes + 1 };
    case 'dispute_won':
      return { ...payment, openDisputes: payment.openDisputes - 1 };
    case 'dispute_lost':
      return {
        ...payment,
        openDisputes: payment.openDisputes - 1,
        chargedBackMinor: payment.chargedBackMinor + amountMinor,
      };
  }
}
