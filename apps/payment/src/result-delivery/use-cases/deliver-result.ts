import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type Instant, type RealClock } from '@libs/calendar';
import { wireAmountOfMinor, type PaymentResultBody } from '@libs/dto';
import { PaymentsApi, type Payment } from '../../payments/payments.api';
import { SubscriptionWebhook } from '../subscription-webhook';

export interface ResultToDeliver {
  paymentId: string;
  /** The same at every delivery. */
  eventId: string;
  /** Real time: since when it is being delivered. */
  since: Instant;
}

export type Delivery =
  | { kind: 'delivered' }
  | { kind: 'later'; at: Instant }
  | { kind: 'refused'; status: number }
  | { kind: 'unknown_payment' };

const PAUSE_SECONDS_MIN = 1;
const PAUSE_SECONDS_MAX = 30;

/** Tells the subscription service what became of a payment, until it says yes (promise 35). */
@Injectable()
export class DeliverResult {
  constructor(
    private readonly payments: PaymentsApi,
    private readonly webhook: SubscriptionWebhook,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  async execute({ paymentId, eventId, since }: ResultToDeliver): Promise<Delivery> {
    const payment = await this.payments.find(paymentId);
    if (!payment) return { kind: 'unknown_payment' };
    const status = await this.webhook.post(resultOf(payment, eventId));
    if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' };
    // Away, overloaded, or about to learn a rotated secret: none of that is the message's fault.
    const isPassing = status === undefined || status >= 500 || status === 429 || status === 401;
    if (!isPassing) return { kind: 'refused', status };
    return { kind: 'later', at: this.nextTry(since) };
  }

  /** As long again as it has been tried already: after 1, 2, 4 … at most 30 s. */
  private nextTry(since: Instant): Instant {
    const now = this.clock.now();
    const triedSeconds = since.millisecondsUntil(now) / 1000;
    const pauseSeconds = Math.min(PAUSE_SECONDS_MAX, Math.max(PAUSE_SECONDS_MIN, triedSeconds));
    return now.plusMilliseconds(Math.round(pauseSeconds * 1000));
  }
}

function resultOf(payment: Payment, eventId: string): PaymentResultBody {
  return {
    event_id: eventId,
    transaction_id: payment.id,
    subscription_id: payment.subscriptionId,
    invoice_id: payment.invoiceId,
    account_id: payment.accountId,
    status: outcomeOf(payment),
    amount: wireAmountOfMinor(payment.amountMinor, payment.currency),
    currency: payment.currency,
    gateway_reference: payment.gatewayReference,
    failure_code: payment.failureCode,
    occurred_at: payment.updatedAt.toISOString(),
  };
}

/** What was refunded or disputed later was captured all the same. */
function outcomeOf({ status }: Payment): PaymentResultBody['status'] {
  if (status === 'failed') return 'failed';
  return status === 'processing' || status === 'pending' ? 'processing' : 'success';
}
