import { readEventMessage } from './read-event-message';

const ID = '0197c1d2-6f00-7000-8000-000000000001';
const MESSAGES: [string, Record<string, unknown>][] = [
  ['payment_result', { payment_id: ID, event_id: ID }],
  ['refund_result', { refund_id: ID, event_id: ID }],
  ['dispute_result', { dispute_id: ID, status: 'won', event_id: ID }],
  ['payment_method_changed', { account_id: ID, version: 3, event_id: ID }],
  ['fee_charged', { fee_id: ID, event_id: ID }],
];

it.each(MESSAGES)('reads %s', (action, payload) => {
  expect(readEventMessage(action, payload)).toEqual({ action, payload });
});

it.each(MESSAGES.flatMap(([action, payload]) => Object.keys(payload).map((name) => [action, name, payload] as const)))(
  '%s without %s is refused',
  (action, name, payload) => {
    expect(readEventMessage(action, { ...payload, [name]: undefined })).toBe(`the payload names no ${name}`);
  },
);

it.each(['payout_made', '__proto__', 'constructor'])('refuses %s', (action) => {
  expect(readEventMessage(action, {})).toBe(`there is no action ${action}`);
});
