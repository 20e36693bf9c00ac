import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { AccountErasedPayload } from '@libs/dto';
import { done, QueueConsumer, retry, type JobOutcome, type MessageEnvelope } from '@libs/queue';
import { EraseAccounts } from '../../payment-methods/payment-methods.api';
import { isUuid } from '../../uuid';
import { readCharge, readPaymentRequest } from '../read-payment-request';
import { AcceptPaymentRequest } from '../use-cases/accept-payment-request';
import { ChargeJob } from './charge-job';

/**
 * What the subscription service wants collected, or not any more, and whose cards are to be forgotten. Safe to deliver
 * twice: the version decides what is due, and the name of an attempt is charged once.
 */
@Controller()
export class PaymentRequestsConsumer {
  constructor(
    private readonly requests: AcceptPaymentRequest,
    private readonly chargeJob: ChargeJob,
    private readonly erasures: EraseAccounts,
  ) {}

  @QueueConsumer('q:sub:payment_initiation')
  async initial(@Payload() message: MessageEnvelope): Promise<JobOutcome> {
    if (message.action === 'account_erased') return this.forget(message);
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

  private async forget({ payload }: MessageEnvelope): Promise<JobOutcome> {
    const { account_id: accountId } = payload as Partial<Record<keyof AccountErasedPayload, unknown>>;
    if (!isUuid(accountId)) return retry('the payload names no account');
    await this.erasures.ask(accountId);
    return done();
  }

  private async accept({ payload, created_at: since }: MessageEnvelope): Promise<JobOutcome> {
    const request = readPaymentRequest(payload);
    const charge = readCharge(payload);
    if (!request || charge === undefined) return retry('the payload is not a payment request');
    if (charge) {
      return this.chargeJob.run({ request, key: charge.key, methodId: charge.payment_method_id }, since);
    }
    await this.requests.accept(request);
    return done();
  }
}
