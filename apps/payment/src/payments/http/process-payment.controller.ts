import { Body, Controller, Inject, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { ProcessedPaymentView, ProcessPaymentBody, readAmount } from '@libs/dto';
import { AppError, type ErrorCode } from '@libs/errors';
import {
  accountScope,
  CurrentCaller,
  Endpoint,
  sendBytes,
  type AppReply,
  type AppRequest,
  type Caller,
} from '@libs/http';
import { readCardSource } from '../../payment-methods/payment-methods.api';
import type { PaidThing } from '../payment';
import { GatewayLimits } from '../../gateway-limits';
import { TakePayment, type PaymentCommand } from '../use-cases/take-payment';
import { presenter } from './payment-answers';
import { PaymentIdempotencyInterceptor } from './payment-idempotency.interceptor';

const DESCRIPTION = `Pays what is due, all of it, with a card, a token or a saved method. A declined card is 402 with the payment in
\`data\`; while the outcome is not known, 202: it becomes definite by itself, ask \`GET /v1/payments/{id}\`. Send an
\`Idempotency-Key\`: repeated calls then make one payment and get one answer.`;

/** In the order in which they are looked for. */
const REFUSALS: readonly ErrorCode[] = [
  'validation_failed',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'raw_cards_disabled',
  'payment_source_required',
  'invalid_card_number',
  'invalid_card_expiry',
  'not_found',
  'nothing_to_pay',
  'amount_mismatch',
  'payment_in_progress',
  'invalid_payment_token',
  'amount_not_chargeable',
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
  'gateway_no_record',
  'gateway_unavailable',
];

@ApiTags('Payments')
@Controller('v1/payments')
export class ProcessPaymentController {
  constructor(
    private readonly takePayment: TakePayment,
    private readonly limits: GatewayLimits,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  @Post('process')
  @UseInterceptors(PaymentIdempotencyInterceptor)
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'At most 255 characters, good for 24 hours' })
  @Endpoint({
    operation: 'payments.process',
    summary: 'Pay an invoice',
    description: DESCRIPTION,
    answer: ProcessedPaymentView,
    alsoAnswers: { 202: 'The outcome is not known yet' },
    errors: REFUSALS,
    idempotency: 'own',
  })
  async process(
    @Body() body: ProcessPaymentBody,
    @CurrentCaller() caller: Caller,
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Buffer> {
    const answer = await this.takePayment.execute({
      paid: paidThing(body),
      source: this.sourceOf(body),
      amount: readAmount(body.amount, body.currency),
      accountId: accountScope(caller),
      claim: request.idempotency,
      present: presenter(request.context.requestId),
    });
    return sendBytes(reply, answer);
  }

  /** Exactly one of card fields, a token and a saved method. */
  private sourceOf(body: ProcessPaymentBody): PaymentCommand['source'] {
    const { payment_method_id: methodId, save_card: keep = false } = body;
    if (methodId === undefined) {
      return { card: readCardSource(body, this.limits.acceptsRawCards, this.clock.now()), keep };
    }
    if (hasCard(body)) throw new AppError('payment_source_required');
    return { methodId };
  }
}

function hasCard({
  card_number: number,
  card_expiry: expiry,
  card_cvv: cvv,
  payment_token: token,
}: ProcessPaymentBody) {
  return [number, expiry, cvv, token].some((field) => field !== undefined);
}

function paidThing({ invoice_id: invoiceId, subscription_id: subscriptionId }: ProcessPaymentBody): PaidThing {
  if (invoiceId !== undefined) return { invoiceId, ...(subscriptionId !== undefined && { subscriptionId }) };
  if (subscriptionId !== undefined) return { subscriptionId };
  const message = 'Send subscription_id or invoice_id.';
  throw new AppError('validation_failed', {}, [{ field: 'subscription_id', code: 'required', message }]);
}
