import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type Instant, type RealClock } from '@libs/calendar';
import { nextTry } from '../../next-try';
import type { EventMessage } from '../read-event-message';
import { SubscriptionWebhook } from '../subscription-webhook';
import { FindEvent } from './find-event';

export type Delivery =
  | { kind: 'delivered' }
  | { kind: 'later'; at: Instant }
  | { kind: 'refused'; status: number }
  | { kind: 'unknown' };

/** Tells the subscription service what happened to money, until it says yes (promise 35). */
@Injectable()
export class DeliverEvent {
  constructor(
    private readonly findEvent: FindEvent,
    private readonly webhook: SubscriptionWebhook,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** `since`: real time at which it was first to be told. */
  async execute(message: EventMessage, since: Instant): Promise<Delivery> {
    const body = await this.findEvent.execute(message);
    if (!body) return { kind: 'unknown' };
    const status = await this.webhook.post(body);
    if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' };
    // Away, overloaded, or about to learn a rotated secret: none of that is the message's fault.
    const isPassing = status === undefined || status >= 500 || status === 429 || status === 401;
    if (!isPassing) return { kind: 'refused', status };
    return { kind: 'later', at: nextTry(since, this.clock.now()) };
  }
}
