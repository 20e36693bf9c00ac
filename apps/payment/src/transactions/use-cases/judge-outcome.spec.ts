import { judgeOutcome, neverCharged } from './judge-outcome';

const payment = { amountMinor: 2999n, currency: 'USD' };
const captured = { status: 'succeeded', gatewayReference: 'pi_1', amountMinor: 2999n, currency: 'USD' } as const;

it('exactly what is due is success, and is told', () => {
  expect(judgeOutcome(payment, captured)).toEqual({
    status: 'success',
    gatewayReference: 'pi_1',
    tellsSubscription: true,
  });
});

it.each([{ amountMinor: 2998n }, { amountMinor: 299_900n }, { currency: 'EUR' }])(
  'anything else that was captured waits, flagged: %j',
  (difference) => {
    expect(judgeOutcome(payment, { ...captured, ...difference })).toEqual({
      status: 'processing',
      gatewayReference: 'pi_1',
      flag: 'amount_differs',
      tellsSubscription: false,
    });
  },
);

it('a decline fails with its code and keeps what may be kept of the card', () => {
  const card = { brand: 'visa', last4: '0002', expMonth: 12, expYear: 2039 };
  expect(judgeOutcome(payment, { status: 'declined', code: 'card_declined', card })).toEqual({
    status: 'failed',
    failureCode: 'card_declined',
    card,
    tellsSubscription: true,
  });
});

it('a charge in the gateway’s hands is neither', () => {
  expect(judgeOutcome(payment, { status: 'processing', gatewayReference: 'pi_1' }).status).toBe('processing');
});

it('what never reached the gateway failed', () => {
  expect(neverCharged('gateway_no_record', true)).toEqual({
    status: 'failed',
    failureCode: 'gateway_no_record',
    tellsSubscription: true,
  });
});
