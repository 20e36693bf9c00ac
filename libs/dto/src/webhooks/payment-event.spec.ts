import 'reflect-metadata';
import { AppError } from '@libs/errors';
import { readPaymentEvent } from './payment-event';

const ID = '0197c1d2-6f00-7000-8000-000000000001';
const AT = '2026-03-01T00:00:00.000Z';
const payment = { event_id: 'evt_1', transaction_id: ID, status: 'failed', amount: 29.99, currency: 'USD' };
const refund = {
  type: 'refund',
  event_id: 'evt_2',
  refund_id: ID,
  transaction_id: ID,
  invoice_id: ID,
  subscription_id: null,
  account_id: ID,
  credit_note_id: null,
  status: 'success',
  amount: 10,
  currency: 'USD',
  reason: 'goodwill',
  gateway_reference: 're_1',
  occurred_at: AT,
};
const dispute = {
  type: 'dispute',
  event_id: 'evt_3',
  dispute_id: ID,
  transaction_id: ID,
  invoice_id: ID,
  subscription_id: ID,
  account_id: ID,
  status: 'opened',
  amount: 29.99,
  currency: 'USD',
  reason: 'fraudulent',
  occurred_at: AT,
};
const method = {
  type: 'payment_method',
  event_id: 'evt_4',
  account_id: ID,
  default_payment_method: ID,
  version: 2,
  is_new: true,
  occurred_at: AT,
};
const fee = {
  type: 'fee',
  event_id: 'evt_5',
  transaction_id: ID,
  account_id: null,
  amount: '1.17',
  currency: 'USD',
  occurred_at: AT,
};

it.each([refund, dispute, method, fee])('reads $type as it was sent', (body) => {
  expect(readPaymentEvent(body)).toEqual(body);
});

it('a body without a type is the result of a payment', () => {
  const facts = { failure_kind: 'hard', payment_method_id: ID, charge_key: 'retry-1' };
  expect(readPaymentEvent({ ...payment, ...facts })).toEqual({ type: 'payment', ...payment, ...facts });
  expect(readPaymentEvent({ ...payment, type: 'payment' })).toEqual({ type: 'payment', ...payment });
});

it('a refund that could never be made names neither refund nor payment', () => {
  const none = { ...refund, refund_id: null, transaction_id: null, status: 'failed' };
  expect(readPaymentEvent(none)).toEqual(none);
});

it('drops members of a newer sender, and leaves a newer sender’s types alone', () => {
  expect(readPaymentEvent({ ...fee, balance: 5, __proto__: { admin: true } })).toEqual(fee);
  expect(readPaymentEvent({ type: 'payout', event_id: 'evt_9' })).toEqual({ type: 'unknown' });
  expect(readPaymentEvent({ type: 7 })).toEqual({ type: 'unknown' });
});

it.each([
  ['status', { ...refund, status: 'processing' }],
  ['amount', { ...refund, amount: -1 }],
  ['account_id', { ...refund, account_id: 'acme' }],
  ['transaction_id', { ...dispute, transaction_id: null }],
  ['version', { ...method, version: 0 }],
  ['version', { ...method, version: '2' }],
  ['is_new', { ...method, is_new: 'false' }],
  ['occurred_at', { ...fee, occurred_at: 'yesterday' }],
  ['event_id', { ...fee, event_id: '' }],
  ['charge_key', { ...payment, charge_key: 'Retry 1' }],
  ['failure_kind', { ...payment, failure_kind: 'medium' }],
])('refuses a %s that it cannot read', (field, body) => {
  expect(fieldsOf(body)).toEqual([field]);
});

it.each([null, 7, 'text', [fee]])('refuses %j, which is no object', (body) => {
  expect(() => readPaymentEvent(body)).toThrow(AppError);
});

function fieldsOf(body: unknown): unknown[] {
  try {
    readPaymentEvent(body);
  } catch (error) {
    if (error instanceof AppError) return error.fields?.map((field) => field.field) ?? [];
  }
  return [];
}
