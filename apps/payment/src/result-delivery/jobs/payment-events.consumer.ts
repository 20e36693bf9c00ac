import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Instant } from '@libs/calendar';
import { done, QueueConsumer, retry, snooze, type JobOutcome, type MessageEnvelope } from '@libs/queue';
import { readEventMessage } from '../read-event-message';
import { DeliverEvent } from '../use-cases/deliver-event';

/** Events on their way to the subscription service. A receiver that is away costs no attempt; one that says no does. */
@Controller()
export class PaymentEventsConsumer {
  constructor(private readonly deliverEvent: DeliverEvent) {}

  @QueueConsumer('q:pay:subscription_update')
  async deliver(@Payload() { action, payload, created_at: createdAt }: MessageEnvelope): Promise<JobOutcome> {
    const message = readEventMessage(action, payload);
    if (typeof message === 'string') return retry(message);
    const delivery = await this.deliverEvent.execute(message, Instant.of(createdAt));
    switch (delivery.kind) {
      case 'delivered':
        return done();
      case 'later':
        return snooze(delivery.at.epochMilliseconds);
      case 'refused':
        return retry(`the subscription service refused the event with ${delivery.status}`);
      case 'unknown':
        return retry('there is no such thing to tell');
    }
  }
}
