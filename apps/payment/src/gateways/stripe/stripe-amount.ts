import { AppError } from '@libs/errors';

/** Where Stripe's smallest unit is not the one of ISO 4217: Stripe's decimals minus ISO's. */
const EXTRA_DECIMALS = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', -2],
]);
/** Card networks settle these in steps of ten minor units. */
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * ISO 4217 minor units to Stripe's, exact: 2999 USD → 2999, 500 JPY → 500, 5120 KWD → 5120, 500 ISK → 50000.
 * @throws AppError `amount_not_chargeable` for what Stripe cannot take without rounding, such as 5125 KWD
 */
export function toStripeAmount(amountMinor: bigint, currency: string): number {
  const extra = EXTRA_DECIMALS.get(currency) ?? 0;
  const step = THREE_DECIMALS.has(currency) ? 10n : extra < 0 ? 10n ** BigInt(-extra) : 1n;
  const isWhole = amountMinor > 0n && amountMinor % step === 0n;
  const amount = extra < 0 ? amountMinor / 10n ** BigInt(-extra) : amountMinor * 10n ** BigInt(extra);
  if (!isWhole || amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new AppError('amount_not_chargeable', { currency });
  return Number(amount);
}

/** Stripe's smallest units to ISO 4217 minor units. A remainder is kept as the next unit up, so that it shows as a mismatch. */
export function fromStripeAmount(amount: number, currency: string): bigint {
  const extra = EXTRA_DECIMALS.get(currency) ?? 0;
  const factor = 10n ** BigInt(Math.abs(extra));
  if (extra < 0) return BigInt(amount) * factor;
  return (BigInt(amount) + factor - 1n) / factor;
}
