import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PaymentCharge } from '@libs/dto';
import { AppError, ERRORS, type ErrorCode } from '@libs/errors';
import { logger } from '@libs/observability';
import { CollectionApi } from '../../collection/collection.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { PaymentResultsApi } from '../../payment-results/payment-results.api';
import { PaymentService, type ChargeAnswer } from '../payment-service';

const log = logger('charging');

/** What a customer waits for altogether: less than the ten seconds in which every answer is due. */
const WAIT_MS_MAX = 8_500;
/** What a customer waits for an outcome that may be long in coming. */
const PROCESSING_MS_MAX = 2_000;
const PAUSE_MS = 50;

export type ChargeOutcome =
  | { readonly kind: 'paid' }
  | { readonly kind: 'declined'; readonly code: ErrorCode }
  /** It becomes definite by itself, and is told by webhook then. */
  | { readonly kind: 'processing' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly status: string }
  | { readonly kind: 'unknown' };

/**
 * Charges a bill while its customer waits, and books the outcome the way the webhook does: whoever comes first books it,
 * the other repeats. Nothing is held open meanwhile, and doing it again comes to the same end.
 */
@Injectable()
export class ChargeAtOnce {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly collection: CollectionApi,
    private readonly payments: PaymentService,
    private readonly results: PaymentResultsApi,
  ) {}

  /** By when `run` must have come to an end, for one customer's wait. */
  static deadline(): number {
    return performance.now() + WAIT_MS_MAX;
  }

  async run(invoiceId: string, charge: PaymentCharge, deadline: number): Promise<ChargeOutcome> {
    const record = await this.invoicing.byId(invoiceId);
    if (!record) return { kind: 'refused', code: 'not_found', status: 'unknown' };
    const { status } = record.invoice;
    if (status === 'paid') return { kind: 'paid' };
    if (status !== 'open' && status !== 'uncollectible') return { kind: 'refused', code: 'nothing_to_pay', status };
    const answer = await this.ask(record, charge, deadline);
    if (answer.kind === 'unknown') return answer;
    if (answer.kind === 'refused') {
      if (answer.code !== 'payment_in_progress') await this.collection.chargeFailed(record);
      return { ...answer, status };
    }
    return this.book(answer);
  }

  /**
   * The message of its issue, or somebody with a card, may be charging the same bill at this moment: asked again, the
   * same attempt tells what became of it.
   */
  private async ask(record: InvoiceRecord, charge: PaymentCharge, deadline: number): Promise<ChargeAnswer> {
    const request = this.collection.requestOf(record, charge);
    const patience = performance.now() + PROCESSING_MS_MAX;
    for (;;) {
      const answer = await this.payments.charge(request, Math.max(1, deadline - performance.now()));
      const isBusy = answer.kind === 'refused' && answer.code === 'payment_in_progress';
      const isProcessing = answer.kind === 'result' && answer.result.status === 'processing';
      const waitsUntil = isProcessing ? Math.min(patience, deadline) : deadline;
      if (!(isBusy || isProcessing) || performance.now() + PAUSE_MS >= waitsUntil) return answer;
      await sleep(PAUSE_MS);
    }
  }

  private async book({ result }: Extract<ChargeAnswer, { kind: 'result' }>): Promise<ChargeOutcome> {
    if (result.status === 'processing') return { kind: 'processing' };
    try {
      await this.results.receive(result);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'webhook_rejected') throw error;
      // The bill changed meanwhile; the payment service tells it by webhook until that is sorted out.
      log.warn(
        { transactionId: result.transaction_id, reason: error.facts.reason },
        'the outcome does not fit the bill',
      );
      return { kind: 'processing' };
    }
    if (result.status === 'success') return { kind: 'paid' };
    return { kind: 'declined', code: declineCode(result.failure_code) };
  }
}

/** The contract names some declines; the bank's finer ones are told as `card_declined`. */
function declineCode(code: string | null | undefined): ErrorCode {
  const isNamed = code && Object.hasOwn(ERRORS, code) && ERRORS[code as ErrorCode].kind === 'declined';
  return isNamed ? (code as ErrorCode) : 'card_declined';
}
