import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { readPaymentResult, type PaymentRequestPayload, type PaymentResultBody } from '@libs/dto';
import { AppError, ERRORS, type ErrorCode } from '@libs/errors';
import { logger } from '@libs/observability';
import { postSigned } from '@libs/webhooks';

const log = logger('charging');

export type ChargeAnswer =
  | { readonly kind: 'result'; readonly result: PaymentResultBody }
  /** Nothing was charged: `payment_method_required`, `payment_in_progress`, `nothing_to_pay`, `not_found`. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** Charged or not: nobody can tell now. */
  | { readonly kind: 'unknown' };

/** Has the payment service charge a saved method, and waits for the outcome. */
@Injectable()
export class PaymentService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** One attempt; the request's `charge.key` makes a second one find the first. */
  async charge(request: PaymentRequestPayload, timeoutMs: number): Promise<ChargeAnswer> {
    const { urls, webhooks } = this.config;
    const options = { secrets: webhooks.secrets, timeoutMs: Math.ceil(timeoutMs) };
    try {
      const { status, body } = await postSigned(
        `${urls.payment}/v1/internal/charges`,
        JSON.stringify({ request }),
        options,
      );
      return answerOf(status, body);
    } catch (error) {
      log.warn({ cause: (error as Error).name, invoiceId: request.invoice_id }, 'the payment service did not answer');
      return { kind: 'unknown' };
    }
  }
}

/** @throws AppError, SyntaxError for what is not an answer of the payment service */
function answerOf(status: number, body: string): ChargeAnswer {
  const { data, details } = JSON.parse(body) as { data?: { result?: unknown }; details?: { code?: unknown } };
  if (status === 200) return { kind: 'result', result: readPaymentResult(data?.result) };
  const code = String(details?.code);
  if (status >= 500 || status === 429 || !Object.hasOwn(ERRORS, code)) throw new AppError('dependency_unavailable');
  return { kind: 'refused', code: code as ErrorCode };
}
