import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Instant } from '@libs/calendar';
import { done, QueueConsumer, retry, snooze, type JobOutcome, type MessageEnvelope } from '@libs/queue';
import { DeliverResult } from '../use-cases/deliver-result';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Outcomes on their way to the subscription service. A receiver that is away costs no attempt; one that says no does. */
@Controller()
export class PaymentResultsConsumer {
  constructor(private readonly deliverResult: DeliverResult) {}

  @QueueConsumer('q:pay:subscription_update')
  async deliver(@Payload() message: MessageEnvelope): Promise<JobOutcome> {
    const { payment_id: paymentId, event_id: eventId } = message.payload;
    if (!isUuid(paymentId) || !isUuid(eventId)) return retry('the payload names no payment and event');
    const since = Instant.of(message.created_at);
    const delivery = await this.deliverResult.execute({ paymentId, eventId, since });
    switch (delivery.kind) {
      case 'delivered':
        return done();
      case 'later':
        return snooze(delivery.at.epochMilliseconds);
      case 'refused':
        return retry(`the subscription service refused the result with ${delivery.status}`);
      case 'unknown_payment':
        return retry('there is no such payment');
    }
  }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
