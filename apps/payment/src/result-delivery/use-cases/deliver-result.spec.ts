import type { PaymentResultBody } from '@libs/dto';
import { Instant } from '@libs/calendar';
import { FakeClock } from '../../../../../libs/calendar/src/testing';
import type { Payment, PaymentsApi } from '../../payments/payments.api';
import type { SubscriptionWebhook } from '../subscription-webhook';
import { DeliverResult } from './deliver-result';

const START = '2026-03-01T00:00:00Z';
const SINCE = Instant.of(START);
const payment = {
  id: '0197c1d2-6f00-7000-8000-000000000001',
  accountId: 'a',
  invoiceId: 'i',
  subscriptionId: 's',
  amountMinor: 2999n,
  currency: 'USD',
  status: 'success',
  gatewayReference: 'pi_1',
  failureCode: null,
  updatedAt: SINCE.toDate(),
} as unknown as Payment;

let clock: FakeClock;
let sent: PaymentResultBody[];
const deliver = (status: number | undefined, stored: Payment | null = payment) => {
  const post = async (body: PaymentResultBody) => {
    sent.push(body);
    return status;
  };
  const payments = { find: async () => stored ?? undefined } as unknown as PaymentsApi;
  const useCase = new DeliverResult(payments, { post } as unknown as SubscriptionWebhook, clock);
  return useCase.execute({ paymentId: payment.id, eventId: 'event', since: SINCE });
};

beforeEach(() => {
  clock = new FakeClock(START);
  sent = [];
});

it('says what was captured, with the event’s own id', async () => {
  expect(await deliver(200)).toEqual({ kind: 'delivered' });
  expect(sent).toMatchObject([
    {
      event_id: 'event',
      transaction_id: payment.id,
      status: 'success',
      amount: 29.99,
      currency: 'USD',
      occurred_at: '2026-03-01T00:00:00.000Z',
    },
  ]);
});

it('says success also of what was refunded meanwhile', async () => {
  await deliver(200, { ...payment, status: 'refunded' });
  await deliver(200, { ...payment, status: 'failed', failureCode: 'card_declined' });
  expect(sent).toMatchObject([{ status: 'success' }, { status: 'failed', failure_code: 'card_declined' }]);
});

it.each([[undefined], [500], [503], [429], [401]])('answer %p: comes back, and uses up no attempt', async (status) => {
  expect(await deliver(status)).toEqual({ kind: 'later', at: SINCE.plusSeconds(1) });
});

it.each([
  ['PT1S', 1],
  ['PT2S', 2],
  ['PT16S', 16],
  ['PT2H', 30],
])('after %s it waits %i s more', async (tried, pause) => {
  clock.advance(tried);
  expect(await deliver(503)).toEqual({ kind: 'later', at: clock.now().plusSeconds(pause) });
});

it.each([[400], [404], [422], [302]])('answer %i: refused, for the queue’s policy to count', async (status) => {
  expect(await deliver(status)).toEqual({ kind: 'refused', status });
});

it('sends nothing about a payment that is not there', async () => {
  expect(await deliver(200, null)).toEqual({ kind: 'unknown_payment' });
  expect(sent).toEqual([]);
});
