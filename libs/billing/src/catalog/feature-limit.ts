import { ok, refuse, type Result } from '@libs/errors';
import { decimalsOf, decimalTextOf } from '@libs/money';

/** How much of a feature may be used in a period. A size is counted in bytes and keeps the words it was sold in. */
export type FeatureLimit =
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'count'; readonly unitsMax: bigint }
  | { readonly kind: 'size'; readonly bytesMax: bigint; readonly text: string };

export type FeatureLimitRefusal = { readonly code: 'invalid_feature_limit' };

/** Decimal units as disks and networks are sold: 1GB is 1,000,000,000 bytes. The binary ones carry an i: 1GiB. */
const BYTES_PER_UNIT: ReadonlyMap<string, bigint> = new Map([
  ['B', 1n],
  ...['KB', 'MB', 'GB', 'TB', 'PB'].map((unit, index): [string, bigint] => [unit, 1000n ** BigInt(index + 1)]),
  ...['KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((unit, index): [string, bigint] => [unit, 1024n ** BigInt(index + 1)]),
]);
const SIZE = /^([0-9.]{1,20}) ?([KMGTP]?i?B)$/;
/** Limits and counts travel as JSON numbers, which are exact up to here. */
const LIMIT_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Reads a limit as the catalog writes it: `1000` → a count, `'1GB'` or `'1.5 GB'` → a size in bytes, `null` → unlimited.
 * Negative and fractional counts, unknown units, and sizes that are no whole number of bytes are refused.
 */
export function parseFeatureLimit(value: unknown): Result<FeatureLimit, FeatureLimitRefusal> {
  if (value === null) return ok({ kind: 'unlimited' });
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return ok({ kind: 'count', unitsMax: BigInt(value) });
  }
  const bytesMax = typeof value === 'string' ? bytesOf(value) : undefined;
  if (bytesMax === undefined) return refuse({ code: 'invalid_feature_limit' });
  return ok({ kind: 'size', bytesMax, text: value as string });
}

/** What use is compared with: units or bytes; null when unlimited. */
export function limitMax(limit: FeatureLimit): bigint | null {
  if (limit.kind === 'unlimited') return null;
  return limit.kind === 'count' ? limit.unitsMax : limit.bytesMax;
}

/** The limit in the words of the catalog: `1000`, `'1GB'`, null. */
export function limitAsSold(limit: FeatureLimit): number | string | null {
  if (limit.kind === 'unlimited') return null;
  return limit.kind === 'count' ? Number(limit.unitsMax) : limit.text;
}

function bytesOf(text: string): bigint | undefined {
  const [, amountText = '', unit = ''] = SIZE.exec(text) ?? [];
  const perUnit = BYTES_PER_UNIT.get(unit);
  const amount = decimalTextOf(amountText);
  if (perUnit === undefined || !amount.ok) return undefined;
  const scale = 10n ** BigInt(decimalsOf(amount.value));
  const scaled = BigInt(amount.value.replace('.', '')) * perUnit;
  const bytes = scaled / scale;
  return scaled % scale === 0n && bytes <= LIMIT_MAX ? bytes : undefined;
}
