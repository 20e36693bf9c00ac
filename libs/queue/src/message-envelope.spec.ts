import { readEnvelope } from './message-envelope';

const good = {
  id: '01931d3e-8b80-7000-8000-000000000001',
  action: 'plan_change',
  correlation_id: 'sub-1',
  idempotency_key: 'sub-1:2026-11',
  created_at: '2026-11-20T00:00:00.000Z',
  attempts: 0,
  max_attempts: 4,
  payload: { subscription_id: 'sub-1' },
};

it('counts attempts itself, whatever the message says, and drops what it does not know', () => {
  const read = readEnvelope({ ...good, attempts: 99, status: 'paid' }, 2, 4);
  expect(read).toEqual({ ok: true, value: { ...good, attempts: 2, max_attempts: 4 } });
});

it('carries the request id along', () => {
  expect(readEnvelope({ ...good, request_id: 'r-1' }, 1, 4)).toMatchObject({ value: { request_id: 'r-1' } });
});

it.each<[string, unknown]>([
  ['message is not an object', null],
  ['message is not an object', 'text'],
  ['message is not an object', [good]],
  ['id is not a UUID', { ...good, id: 7 }],
  ['id is not a UUID', { ...good, id: 'a:b' }],
  ['action is not a word in snake_case', { ...good, action: 'DROP TABLE' }],
  ['correlation_id is not a short text', { ...good, correlation_id: '' }],
  ['idempotency_key is not a short text', { ...good, idempotency_key: 'x'.repeat(256) }],
  ['created_at is not an instant', { ...good, created_at: 'yesterday' }],
  ['payload is not an object', { ...good, payload: [] }],
  ['payload is not an object', { ...good, payload: undefined }],
  ['request_id is not a short text', { ...good, request_id: 5 }],
])('refuses: %s', (reason, data) => expect(readEnvelope(data, 1, 4)).toEqual({ ok: false, error: reason }));
