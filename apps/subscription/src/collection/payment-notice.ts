import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import type { PaymentRequestPayload } from '@libs/dto';
import { logger } from '@libs/observability';
import { postSigned } from '@libs/webhooks';

const log = logger('collection');
/** Somebody may wait for the answer to what caused it. */
const TIMEOUT_MS = 1_000;
/** What is corrected by the thousand, by runs that nobody waits for, has time for the queue. */
const UNDER_WAY_MAX = 20;
/** A payment service that does not answer is left alone for a while: a run that voids many bills waits for it once, not for each. */
const LEFT_ALONE_MS = 10_000;

/**
 * Tells the payment service at once that less is due than was said, or nothing, so that a customer who pays right after is not
 * charged for what was taken back. One try: the same is on its way through the queue, and the higher version is right.
 */
@Injectable()
export class PaymentNotice {
  private underWay = 0;
  private leftAloneUntilMs = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Never throws. */
  async post(request: PaymentRequestPayload): Promise<void> {
    if (this.underWay >= UNDER_WAY_MAX || performance.now() < this.leftAloneUntilMs) return;
    const { urls, webhooks } = this.config;
    const url = `${urls.payment}/v1/internal/payment-requests`;
    this.underWay += 1;
    try {
      const { status } = await postSigned(url, JSON.stringify({ request }), {
        secrets: webhooks.secrets,
        timeoutMs: TIMEOUT_MS,
      });
      if (status >= 300) this.warn(request, `status ${status}`);
    } catch (error) {
      this.leftAloneUntilMs = performance.now() + LEFT_ALONE_MS;
      this.warn(request, (error as Error).name);
    } finally {
      this.underWay -= 1;
    }
  }

  private warn({ invoice_id: invoiceId }: PaymentRequestPayload, cause: string): void {
    log.warn({ invoiceId, cause }, 'what is due is not told yet; the queue goes on');
  }
}
