import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { newId } from '@libs/persistence';
import { auditFacts } from '../../audit-facts';
import type { ChargedPayment } from '../../transactions/transactions.api';
import type { KeyClaim } from '../../key-claims/key-claims.api';
import type { PaidThing } from '../payment';
import { GatewayLimits } from '../../gateway-limits';
import { IntentRepository, type IntentResult, type IntentRow } from '../persistence/intent.repository';
import { AcceptPaymentRequest } from './accept-payment-request';

export interface PaymentOrder {
  paid: PaidThing;
  /** A customer's own account; undefined for staff, who may pay for any. */
  accountId: string | undefined;
  amount: Money;
  gateway: string;
  /** The saved method that is charged, or will be saved. */
  paymentMethodId: string | null;
  claim: KeyClaim | undefined;
}

export interface OpenedPayment extends ChargedPayment {
  readonly gatewayKey: string;
}

/** First recovery point: the payment and the key for the gateway are on disk before the gateway hears of them (promise 7). */
@Injectable()
export class OpenPayment {
  constructor(
    private readonly intents: IntentRepository,
    private readonly requests: AcceptPaymentRequest,
    private readonly limits: GatewayLimits,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /** @throws AppError `not_found`, `nothing_to_pay`, `amount_mismatch`, `payment_in_progress`, `idempotency_in_progress` */
  async open(order: PaymentOrder): Promise<OpenedPayment> {
    const paymentId = newId();
    let result = await this.take(order, paymentId);
    if (await this.hasNews(order, result)) result = await this.take(order, paymentId);
    const row = takenRow(result, order.amount);
    return {
      id: paymentId,
      accountId: row.account_id,
      invoiceId: row.invoice_id,
      subscriptionId: row.subscription_id,
      amountMinor: order.amount.minor,
      currency: order.amount.currency,
      gateway: order.gateway,
      gatewayKey: gatewayKeyOf(paymentId),
    };
  }

  private take(order: PaymentOrder, paymentId: string): Promise<IntentResult> {
    const startedAt = this.realClock.now();
    return this.intents.take({
      paymentId,
      paid: order.paid,
      accountId: order.accountId,
      amountMinor: order.amount.minor,
      currency: order.amount.currency,
      gateway: order.gateway,
      gatewayKey: gatewayKeyOf(paymentId),
      paymentMethodId: order.paymentMethodId,
      claim: order.claim,
      createdAt: this.billingClock.now(),
      startedAt,
      nextCheckAt: startedAt.plusMilliseconds(this.limits.abandonedAfterMs),
      audit: auditFacts(),
    });
  }

  /**
   * What is not known here may be on its way through the queue. A subscription may have got a new invoice since; of an
   * invoice less may be due since, by a credit note or a payment.
   */
  private async hasNews(order: PaymentOrder, result: IntentResult): Promise<boolean> {
    if (result.kind === 'unknown') return this.requests.fetch(order.paid);
    if (result.kind !== 'request' || result.row.taken) return false;
    const { status, busy } = result.row;
    if (status === 'due' ? busy : order.paid.invoiceId !== undefined) return false;
    try {
      return await this.requests.fetch(order.paid);
    } catch {
      // The service that knows better is away; what is known here is good enough for a refusal.
      return false;
    }
  }
}

/** The same after a crash, since it is made of what is stored. */
export function gatewayKeyOf(paymentId: string): string {
  return `payment-${paymentId}`;
}

function takenRow(result: IntentResult, amount: Money): IntentRow {
  if (result.kind === 'key_taken') throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
  if (result.kind === 'busy') throw new AppError('payment_in_progress');
  if (result.kind === 'unknown') throw new AppError('not_found');
  const { row } = result;
  if (row.taken) return row;
  if (row.status !== 'due') throw new AppError('nothing_to_pay', { status: row.status });
  if (row.busy) throw new AppError('payment_in_progress');
  const due = Money.ofMinor(BigInt(row.amount_minor), row.currency);
  if (!due.equals(amount))
    throw new AppError('amount_mismatch', { amount: due.toDecimalText(), currency: due.currency });
  throw new AppError('payment_in_progress');
}
