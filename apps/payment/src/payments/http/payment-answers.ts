import { wireAmountOfMinor, type PaymentView, type ProcessedPaymentView } from '@libs/dto';
import { AppError, ERRORS, type ErrorCode } from '@libs/errors';
import { Answer, successBody } from '@libs/http';
import { refusal } from '../../key-claims/key-claims.api';
import type { ShownPayment } from '../use-cases/read-payments';
import type { PresentPayment, TakenPayment } from '../use-cases/taken-payment';

/** Makes the bytes a client is answered with, for one request: 200, 202, or the refusal with the payment beside it. */
export function presenter(requestId: string): PresentPayment {
  return (taken) => {
    const data = processedView(taken);
    const { status, failureCode } = taken.verdict;
    const { currency } = taken.payment;
    if (status === 'failed') return refusal(new AppError(refusalCode(failureCode), { currency, data }), requestId);
    const answer =
      status === 'success'
        ? new Answer(data, 'Payment processed successfully')
        : new Answer(data, 'The payment is being processed; ask GET /v1/payments/{id} for its outcome');
    return { status: status === 'success' ? 200 : 202, body: Buffer.from(JSON.stringify(successBody(answer))) };
  };
}

/** The whole payment, as lists and GET show it. */
export function paymentView({ payment, refunds }: ShownPayment): PaymentView {
  return {
    id: payment.id,
    transaction_id: payment.id,
    account_id: payment.accountId,
    invoice_id: payment.invoiceId,
    subscription_id: payment.subscriptionId,
    status: payment.status,
    amount: wireAmountOfMinor(payment.amountMinor, payment.currency),
    currency: payment.currency,
    gateway_reference: payment.gatewayReference,
    payment_method_id: payment.paymentMethodId,
    card: payment.card && {
      brand: payment.card.brand,
      last4: payment.card.last4,
      exp_month: payment.card.expMonth,
      exp_year: payment.card.expYear,
    },
    // A capture that came late keeps the code of the failure before it; the payment has not failed.
    failure_code: payment.status === 'failed' ? payment.failureCode : null,
    refunds: refunds.map(({ id, status, amountMinor, currency, failureCode, madeBy }) => ({
      refund_id: id,
      status,
      amount: wireAmountOfMinor(amountMinor, currency),
      failure_code: failureCode,
      made_by: madeBy,
    })),
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
  };
}

function processedView({ payment, verdict }: TakenPayment): ProcessedPaymentView {
  return {
    transaction_id: payment.id,
    status: verdict.status,
    amount: wireAmountOfMinor(payment.amountMinor, payment.currency),
    currency: payment.currency,
    gateway_reference: verdict.gatewayReference ?? null,
    invoice_id: payment.invoiceId,
    subscription_id: payment.subscriptionId,
  };
}

function refusalCode(failureCode: string | undefined): ErrorCode {
  return failureCode !== undefined && Object.hasOwn(ERRORS, failureCode) ? (failureCode as ErrorCode) : 'card_declined';
}
