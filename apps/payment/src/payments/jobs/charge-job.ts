import { Inject, Injectable } from '@nestjs/common';
import { Instant, REAL_CLOCK, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { done, snooze, type JobOutcome } from '@libs/queue';
import { nextTry } from '../../next-try';
import type { ChargeOrder } from '../charge-order';
import { ChargeInvoice } from '../use-cases/charge-invoice';

const log = logger('payments');
/** A customer at the cash desk needs some seconds; what they come to decides whether there is anything left to charge. */
const OTHER_PAYMENT_SECONDS = 10;

/** One order of a charge as a message: what it comes to for the queue. */
@Injectable()
export class ChargeJob {
  constructor(
    private readonly chargeInvoice: ChargeInvoice,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** `since` is when the message was made; waiting uses up none of its attempts. */
  async run(order: ChargeOrder, since: string): Promise<JobOutcome> {
    const result = await this.chargeInvoice.execute(order);
    const facts = { invoiceId: order.request.invoiceId, chargeKey: order.key };
    switch (result.kind) {
      case 'made':
        return done();
      case 'nothing_to_pay':
        log.info({ ...facts, status: result.status }, 'nothing is due any more');
        return done();
      case 'no_method':
        // The subscription service knows of it, and asks the customer for one.
        log.info(facts, 'there is no saved method to charge');
        return done();
      case 'in_progress':
        return snooze(this.clock.now().plusSeconds(OTHER_PAYMENT_SECONDS).epochMilliseconds);
      case 'unavailable':
        return snooze(nextTry(Instant.of(since), this.clock.now()).epochMilliseconds);
    }
  }
}
