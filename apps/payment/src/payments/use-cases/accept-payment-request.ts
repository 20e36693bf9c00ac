import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import type { PaidThing, PaymentRequest } from '../payment';
import { PaymentRequestSource } from '../payment-request-source';
import { PaymentRequestRepository } from '../persistence/payment-request.repository';

const log = logger('payments');

/**
 * Keeps what is due for an invoice. Messages may come late, twice and out of order: the higher version wins. A void stops
 * new payments at once; one that is at the gateway already goes on, and its outcome decides.
 */
@Injectable()
export class AcceptPaymentRequest {
  constructor(
    private readonly requests: PaymentRequestRepository,
    private readonly source: PaymentRequestSource,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  async accept(request: PaymentRequest): Promise<void> {
    const isNews = await this.requests.keep(request, this.clock.now());
    const { invoiceId, status, version } = request;
    if (!isNews) log.info({ invoiceId, status, version }, 'payment request is known already, or paid');
  }

  /**
   * Asks the subscription service and keeps its answer; false when it knows of no such thing.
   * @throws AppError `dependency_unavailable`
   */
  async fetch(paid: PaidThing): Promise<boolean> {
    const request = await this.source.fetch(paid);
    if (request) await this.accept(request);
    return request !== undefined;
  }
}
