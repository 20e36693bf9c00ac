import type { PaymentRequestPayload, PaymentResultBody } from '@libs/dto';
import { newId } from '@libs/persistence';
import type { JobOutcome, MessageEnvelope } from '@libs/queue';
import { ChargeJob } from '../payments/jobs/charge-job';
import { PaymentRequestsConsumer } from '../payments/jobs/payment-requests.consumer';
import type { PaymentRequest } from '../payments/payment';
import { AcceptPaymentRequest } from '../payments/use-cases/accept-payment-request';
import { EraseAccounts } from '../payment-methods/payment-methods.api';
import { ChargeInvoice } from '../payments/use-cases/charge-invoice';
import { dueRequest, type PaymentWorld } from './payment-world';
import { saveCard } from './save-card';

/** What the subscription service says of a request, with the attempt that it wants. */
export function chargePayload(request: PaymentRequest, key = 'issue', methodId?: string): PaymentRequestPayload {
  return {
    invoice_id: request.invoiceId,
    subscription_id: request.subscriptionId,
    account_id: request.accountId,
    user_id: request.userId,
    amount_minor: request.amountMinor.toString(),
    currency: request.currency,
    status: request.status,
    version: request.version,
    charge: { key, payment_method_id: methodId ?? null },
  };
}

/** An account with a saved card, and a bill of 29.99 USD that nobody here has heard of yet. */
export async function dueWithCard(world: PaymentWorld, cardFields: object = {}) {
  const request = dueRequest();
  const { body } = await saveCard(world, request.accountId, cardFields);
  return { request, methodId: body.data.id };
}

/** Handles one message of `q:sub:payment_initiation`. */
export async function consume(world: PaymentWorld, payload: object, action = 'initial'): Promise<JobOutcome> {
  const consumer = new PaymentRequestsConsumer(
    world.get(AcceptPaymentRequest),
    new ChargeJob(world.get(ChargeInvoice), world.clock),
    world.get(EraseAccounts),
  );
  const facts = { action, correlation_id: 'test', idempotency_key: 'test', attempts: 0, max_attempts: 4 };
  const message = { id: newId(), ...facts, created_at: world.clock.now().toString(), payload };
  return consumer.initial(message as unknown as MessageEnvelope);
}

export interface InternalAnswer {
  status: number;
  body: { data: { result: PaymentResultBody }; details: { code: string } };
}

/** POST /v1/internal/charges, as the subscription service does while a customer waits. */
export async function chargeNow(world: PaymentWorld, request: object): Promise<InternalAnswer> {
  const answer = await world.app.inject({ method: 'POST', url: '/v1/internal/charges', payload: { request } });
  return { status: answer.statusCode, body: answer.json() };
}

/** POST /v1/internal/payment-requests, as the subscription service does when another amount is due than it said. */
export async function tellDue(world: PaymentWorld, request: PaymentRequest): Promise<number> {
  const payload = { request: { ...chargePayload(request), charge: null } };
  return (await world.app.inject({ method: 'POST', url: '/v1/internal/payment-requests', payload })).statusCode;
}
