import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { done, QueueConsumer, retry, type JobOutcome, type MessageEnvelope } from '@libs/queue';
import { readPaymentRequest } from '../read-payment-request';
import { AcceptPaymentRequest } from '../use-cases/accept-payment-request';

/** What the subscription service wants collected, or not any more. Safe to deliver twice: the version decides. */
@Controller()
export class PaymentRequestsConsumer {
  constructor(private readonly requests: AcceptPaymentRequest) {}

  @QueueConsumer('q:sub:payment_initiation')
  async initial(@Payload() message: MessageEnvelope): Promise<JobOutcome> {
    return this.accept(message);
  }

  @QueueConsumer('q:sub:trial_payment')
  async trial(@Payload() message: MessageEnvelope): Promise<JobOutcome> {
    return this.accept(message);
  }

  @QueueConsumer('q:sub:plan_change')
  async change(@Payload() message: MessageEnvelope): Promise<JobOutcome> {
    return this.accept(message);
  }

  private async accept({ payload }: MessageEnvelope): Promise<JobOutcome> {
    const request = readPaymentRequest(payload);
    if (!request) return retry('the payload is not a payment request');
    await this.requests.accept(request);
    return done();
  }
}
