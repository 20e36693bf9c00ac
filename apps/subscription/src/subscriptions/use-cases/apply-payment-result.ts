import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import type { PaymentResult, PaymentResultEffect } from '../payment-result';
import { ApplyCapture } from './apply-capture';
import { ApplyOneOffResult } from './apply-one-off-result';
import { FindPayment } from './find-payment';
import { NoteFailedPayment } from './note-failed-payment';

/**
 * Applies the outcome of a payment. What does not fit our records is refused whole: the transaction of the caller rolls
 * back and nothing has changed (promise 37).
 */
@Injectable()
export class ApplyPaymentResult {
  constructor(
    private readonly find: FindPayment,
    private readonly capture: ApplyCapture,
    private readonly oneOff: ApplyOneOffResult,
    private readonly failure: NoteFailedPayment,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `webhook_rejected` */
  async run(result: PaymentResult): Promise<PaymentResultEffect> {
    const { payment, record } = await this.find.run(result);
    const now = this.clock.now();
    if (result.status === 'failed') await this.failure.run({ ...payment, record }, result, now);
    if (!record) return this.oneOff.run(payment, result, now);
    if (result.status === 'success') return this.capture.run({ ...payment, record }, now);
    return 'noted';
  }
}
