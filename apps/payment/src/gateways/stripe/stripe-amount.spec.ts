import { fromStripeAmount, toStripeAmount } from './stripe-amount';

describe('amounts at Stripe', () => {
  it.each([
    [2999n, 'USD', 2999],
    [1n, 'EUR', 1],
    [500n, 'JPY', 500],
    [5120n, 'KWD', 5120],
    [150_000n, 'HUF', 150_000],
    [500n, 'ISK', 50_000],
    [1200n, 'MGA', 12],
    [9_007_199_254_740_991n, 'USD', 9_007_199_254_740_991],
  ])('%s %s is %s there and back', (minor, currency, amount) => {
    expect(toStripeAmount(minor, currency)).toBe(amount);
    expect(fromStripeAmount(amount, currency)).toBe(minor);
  });

  it.each([
    [0n, 'USD'],
    [-1n, 'USD'],
    [5125n, 'KWD'],
    [1250n, 'MGA'],
    [9_007_199_254_740_992n, 'USD'],
  ])('%s %s is refused, not rounded', (minor, currency) => {
    expect(() => toStripeAmount(minor, currency)).toThrow(expect.objectContaining({ code: 'amount_not_chargeable' }));
  });
});
