import type { PaymentEventBody } from '@libs/dto';
import { Instant } from '@libs/calendar';
import { FakeClock } from '../../../../../libs/calendar/src/testing';
import type { SubscriptionWebhook } from '../subscription-webhook';
import { DeliverEvent } from './deliver-event';
import type { FindEvent } from './find-event';

const START = '2026-03-01T00:00:00Z';
const SINCE = Instant.of(START);
const body = { type: 'fee', event_id: 'event' } as PaymentEventBody;
const message = { action: 'fee_charged', payload: { fee_id: 'fee', event_id: 'event' } } as const;

let clock: FakeClock;
let sent: PaymentEventBody[];
const deliver = (status: number | undefined, found: PaymentEventBody | null = body) => {
  const post = async (event: PaymentEventBody) => {
    sent.push(event);
    return status;
  };
  const find = { execute: async () => found ?? undefined } as unknown as FindEvent;
  const useCase = new DeliverEvent(find, { post } as unknown as SubscriptionWebhook, clock);
  return useCase.execute(message, SINCE);
};

beforeEach(() => {
  clock = new FakeClock(START);
  sent = [];
});

it('sends what its owner says of it', async () => {
  expect(await deliver(200)).toEqual({ kind: 'delivered' });
  expect(sent).toEqual([body]);
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

it('sends nothing about what is not there', async () => {
  expect(await deliver(200, null)).toEqual({ kind: 'unknown' });
  expect(sent).toEqual([]);
});
