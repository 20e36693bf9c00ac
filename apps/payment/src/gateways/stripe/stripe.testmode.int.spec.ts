import { SystemClock } from '@libs/calendar';
import type { ChargeRequest, SaveMethodRequest } from '../gateway';
import { describeGatewayContract } from '../gateway.contract';
import { CONTRACT_WEBHOOK_SECRET } from '../gateway-events.contract';
import type { GatewayUnderTest } from '../gateway-under-test.contract';
import { createStripeClient } from './stripe-client';
import { stripeEvents } from './stripe-events.contract';
import { StripeGateway } from './stripe.gateway';

/** Keys that Stripe makes have letters and digits behind their beginning; those of our environments have words. */
const REAL_TEST_KEY = /^sk_test_[A-Za-z0-9]{16,}$/;

/** Stripe takes bare card numbers of accounts only that asked for it, so its own tokens stand for them. */
const TOKENS = new Map([
  ['4242424242424242', 'pm_card_visa'],
  ['5555555555554444', 'pm_card_mastercard'],
  ['4111111111111111', 'pm_card_visa'],
  ['4000000000000259', 'pm_card_createDispute'],
  ['4000000000000002', 'pm_card_visa_chargeDeclined'],
  ['4000000000009995', 'pm_card_visa_chargeDeclinedInsufficientFunds'],
  ['4000000000000069', 'pm_card_chargeDeclinedExpiredCard'],
  ['4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc'],
  ['4000000000000119', 'pm_card_chargeDeclinedProcessingError'],
  ['4000000000000341', 'pm_card_chargeCustomerFail'],
]);

class TokenGateway extends StripeGateway {
  override charge(request: ChargeRequest): ReturnType<StripeGateway['charge']> {
    return super.charge({ ...request, source: tokenFor(request.source) });
  }

  override saveMethod(request: SaveMethodRequest): ReturnType<StripeGateway['saveMethod']> {
    return super.saveMethod({ ...request, source: tokenFor(request.source) });
  }
}

function tokenFor<T extends ChargeRequest['source']>(source: T): T | { token: string } {
  if (!('card' in source)) return source;
  const token = TOKENS.get(source.card.number);
  if (token === undefined) throw new Error(`no token stands for ${source.card.number}`);
  return { token };
}

async function makeTestAccount(secretKey: string): Promise<GatewayUnderTest> {
  const clock = new SystemClock();
  const connection = { secretKey, timeoutMs: 20_000 };
  const stripe = createStripeClient(connection);
  const startedAt = clock.now().epochSeconds - 60;
  const gateway = new TokenGateway({ ...connection, webhookSecret: CONTRACT_WEBHOOK_SECRET, clock });
  const notOurs = async () => Promise.reject(new Error('Stripe does not break when it is told to'));
  return {
    gateway,
    // There is no witness but Stripe itself.
    movements: async () => {
      const taken: { paymentId: string; amountMinor: bigint; currency: string }[] = [];
      for await (const intent of stripe.paymentIntents.list({ created: { gte: startedAt }, limit: 100 })) {
        const { amount_received: amount, currency, metadata } = intent;
        const paymentId = metadata['payment_id'];
        if (intent.status !== 'succeeded' || paymentId === undefined) continue;
        taken.push({ paymentId, amountMinor: BigInt(amount), currency: currency.toUpperCase() });
      }
      return taken;
    },
    loseNextAnswer: notOurs,
    loseNextRequest: notOurs,
    openDispute: notOurs,
    closeDispute: notOurs,
    ...stripeEvents,
    close: async () => undefined,
  };
}

const secretKey = process.env['STRIPE_SECRET_KEY'] ?? '';
if (REAL_TEST_KEY.test(secretKey)) {
  jest.setTimeout(120_000);
  describeGatewayContract('stripe in test mode', () => makeTestAccount(secretKey), { isReal: true });
} else {
  // Shown as skipped on purpose: nobody should believe that Stripe itself was asked.
  // oxlint-disable-next-line jest/no-disabled-tests
  it.skip('the contract suite against Stripe itself: STRIPE_SECRET_KEY is no key of a Stripe test account', () => {});
}
