import { Money } from '@libs/money';

/** The least that Stripe charges, in minor units; a currency that is not named has no minimum of its own. */
const MINIMUM_MINOR: ReadonlyMap<string, bigint> = new Map([
  ['AED', 200n],
  ['AUD', 50n],
  ['BGN', 100n],
  ['BRL', 50n],
  ['CAD', 50n],
  ['CHF', 50n],
  ['CZK', 1500n],
  ['DKK', 250n],
  ['EUR', 50n],
  ['GBP', 30n],
  ['HKD', 400n],
  ['HUF', 17500n],
  ['INR', 50n],
  ['JPY', 50n],
  ['MXN', 1000n],
  ['NOK', 300n],
  ['NZD', 50n],
  ['PLN', 200n],
  ['RON', 200n],
  ['SEK', 300n],
  ['SGD', 50n],
  ['USD', 50n],
]);

/** Below it nothing is charged: USD → 0.50, JPY → 50, KWD → 0.000. */
export function gatewayMinimum(currency: string): Money {
  return Money.ofMinor(MINIMUM_MINOR.get(currency) ?? 0n, currency);
}

/** Card networks settle these in steps of ten minor units. */
const THREE_DECIMALS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** What of an amount a card can be charged: 12.345 KWD → 12.340; 0.30 USD, below the minimum of 0.50 → 0.00. */
export function chargeableOf(amount: Money, minimum: Money): Money {
  if (amount.compare(minimum) < 0) return Money.zero(amount.currency);
  const beyond = THREE_DECIMALS.has(amount.currency) ? amount.minor % 10n : 0n;
  return amount.subtract(Money.ofMinor(beyond, amount.currency));
}
