import type Stripe from 'stripe';
import { outcomeOf, settledOutcomeOf } from './stripe-outcome';
import { refundOutcomeOf } from './stripe-refunds';

const intentOf = (facts: object) =>
  ({
    id: 'pi_1',
    currency: 'usd',
    amount_received: 0,
    payment_method: null,
    latest_charge: null,
    last_payment_error: null,
    ...facts,
  }) as unknown as Stripe.PaymentIntent;
const refundOf = (facts: object) => ({ id: 're_1', ...facts }) as unknown as Stripe.Refund;

describe('what an intent says of the money', () => {
  it('taken: how much, and the fee where it is booked already', () => {
    const balance_transaction = { object: 'balance_transaction', fee: 117, currency: 'eur' };
    const taken = { status: 'succeeded', amount_received: 2999 };
    const outcome = { status: 'succeeded', gatewayReference: 'pi_1', amountMinor: 2999n, currency: 'USD' };
    expect(outcomeOf(intentOf(taken))).toEqual(outcome);
    expect(outcomeOf(intentOf({ ...taken, latest_charge: 'ch_1' }))).toEqual(outcome);
    expect(outcomeOf(intentOf({ ...taken, latest_charge: { balance_transaction: null } }))).toEqual(outcome);
    expect(outcomeOf(intentOf({ ...taken, latest_charge: { balance_transaction } }))).toEqual({
      ...outcome,
      fee: { amountMinor: 117n, currency: 'EUR' },
    });
  });

  it.each([
    ['processing', 'processing'],
    ['requires_capture', 'processing'],
    ['requires_payment_method', 'not_found'],
    ['requires_confirmation', 'not_found'],
    ['canceled', 'not_found'],
  ])('%s is %s', (status, expected) => {
    expect(outcomeOf(intentOf({ status })).status).toBe(expected);
  });

  it.each([
    ['requires_action', 'authentication_required'],
    ['canceled', 'card_declined'],
  ])('confirmed and %s is declined: %s', (status, code) => {
    expect(settledOutcomeOf(intentOf({ status }))).toEqual({ status: 'declined', code, gatewayReference: 'pi_1' });
  });

  it('declined: the finer reason', () => {
    const last_payment_error = { code: 'card_declined', decline_code: 'lost_card' };
    const declined = intentOf({ status: 'requires_payment_method', last_payment_error });
    expect(outcomeOf(declined)).toEqual({ status: 'declined', code: 'lost_card', gatewayReference: 'pi_1' });
  });
});

describe('what a refund says of the money', () => {
  it.each([
    ['succeeded', undefined, { status: 'succeeded' }],
    ['pending', undefined, { status: 'processing' }],
    ['requires_action', undefined, { status: 'processing' }],
    ['failed', 'lost_or_stolen_card', { status: 'failed', code: 'card_account_closed' }],
    ['failed', 'expired_or_canceled_card', { status: 'failed', code: 'card_account_closed' }],
    ['failed', 'charge_for_pending_refund_disputed', { status: 'failed', code: 'charge_disputed' }],
    ['failed', 'insufficient_funds', { status: 'failed', code: 'balance_insufficient' }],
    ['failed', 'unknown', { status: 'failed', code: 'refund_failed' }],
    ['canceled', undefined, { status: 'failed', code: 'refund_failed' }],
  ])('%s (%s)', (status, failure_reason, outcome) => {
    expect(refundOutcomeOf(refundOf({ status, failure_reason }))).toEqual({ ...outcome, refundReference: 're_1' });
  });
});
