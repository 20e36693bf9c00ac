import { Money } from '@libs/money';
import type { PlanTerms } from './catalog-plan';
import type { PlanChange } from './plan-draft';
import { changedTerms, DEFAULT_TERMS } from './read-plan-terms';

const terms: PlanTerms = {
  ...DEFAULT_TERMS,
  currency: 'USD',
  prices: [Money.ofMinor(2999n, 'USD'), Money.ofMinor(2750n, 'EUR')],
  cycle: { unit: 'monthly', count: 1 },
};

const pricesAfter = (change: PlanChange): string[] => changedTerms(terms, change).prices.map(String);

describe('what a change makes of the prices', () => {
  it.each<[string, PlanChange, string[]]>([
    ['nothing said', {}, ['29.99 USD', '27.50 EUR']],
    ['a new price', { price: '39.99' }, ['39.99 USD', '27.50 EUR']],
    ['other currencies replaced', { prices: { JPY: 4900 } }, ['29.99 USD', '4900 JPY']],
    ['no other currencies any more', { prices: {} }, ['29.99 USD']],
    ['the own price repeated', { prices: { USD: '29.99', EUR: 30 } }, ['29.99 USD', '30.00 EUR']],
    ['another own currency that has a price', { currency: 'EUR' }, ['27.50 EUR', '29.99 USD']],
    ['another own currency with its price', { currency: 'JPY', price: 4900 }, ['4900 JPY', '29.99 USD', '27.50 EUR']],
    ['free', { price: 0 }, ['0.00 USD', '27.50 EUR']],
  ])('%s', (_, change, prices) => {
    expect(pricesAfter(change)).toEqual(prices);
  });

  it.each<[string, PlanChange, string, string]>([
    ['too many decimals', { price: '29.999' }, 'price', 'too_many_decimals'],
    ['decimals of a yen', { prices: { JPY: '1.5' } }, 'prices.JPY', 'too_many_decimals'],
    ['less than nothing', { prices: { EUR: -1 } }, 'prices.EUR', 'too_small'],
    ['a price that is no amount', { prices: { EUR: null } as never }, 'prices.EUR', 'not_an_amount'],
    ['a currency nobody has', { prices: { EURO: 1 } }, 'currency', 'unknown_currency'],
    ['an own currency without a price', { currency: 'CHF' }, 'price', 'required'],
    ['two prices in one currency', { price: 1, prices: { USD: 2 } }, 'prices.USD', 'contradicts_price'],
    ['eleven years', { cycleUnit: 'yearly', cycleCount: 11 }, 'interval_count', 'too_large'],
    ['a feature that is text', { features: { sso: 'yes' } }, 'features.sso', 'invalid_feature'],
    ['a negative limit', { features: { calls: { limit: -1 } } }, 'features.calls', 'invalid_feature'],
  ])('refuses %s', (_, change, field, code) => {
    let refusal: unknown;
    try {
      changedTerms(terms, change);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'validation_failed', fields: [{ field, code }] });
  });
});
