import { readPaymentRequest } from './read-payment-request';

const payload = {
  invoice_id: '0197c1d2-6f00-7000-8000-000000000001',
  subscription_id: '0197c1d2-6f00-7000-8000-000000000002',
  account_id: '0197c1d2-6f00-7000-8000-000000000003',
  user_id: null,
  amount_minor: '2999',
  currency: 'USD',
  status: 'due',
  version: 1,
};

it('reads what is due in exact minor units', () => {
  expect(readPaymentRequest(payload)).toMatchObject({ amountMinor: 2999n, currency: 'USD', status: 'due', version: 1 });
  expect(readPaymentRequest({ ...payload, amount_minor: '9007199254740993' })?.amountMinor).toBe(9007199254740993n);
});

it('reads what is due for lines that belong to no subscription', () => {
  expect(readPaymentRequest({ ...payload, subscription_id: null })).toMatchObject({ subscriptionId: null });
});

it.each([
  [undefined],
  ['text'],
  [{ ...payload, invoice_id: 'x' }],
  [{ ...payload, subscription_id: 7 }],
  [{ ...payload, account_id: undefined }],
  [{ ...payload, user_id: '7' }],
  [{ ...payload, amount_minor: 2999 }],
  [{ ...payload, amount_minor: '29.99' }],
  [{ ...payload, amount_minor: '-1' }],
  [{ ...payload, currency: 'usd' }],
  [{ ...payload, status: 'open' }],
  [{ ...payload, version: 1.5 }],
])('refuses what is not whole: %j', (broken) => {
  expect(readPaymentRequest(broken)).toBeUndefined();
});
