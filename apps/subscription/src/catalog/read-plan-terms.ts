import { parseFeatureGrants } from '@libs/billing/catalog';
import { billingCycle } from '@libs/calendar';
import { readAmount } from '@libs/dto';
import { invalidField } from '@libs/errors';
import type { Money } from '@libs/money';
import { basePrice, type PlanTerms, type WireFeatures } from './catalog-plan';
import type { PlanChange } from './plan-draft';
import { changedCharges } from './read-plan-charges';

const FEATURES_MAX = 200;

/** What a plan has until somebody says otherwise. */
export const DEFAULT_TERMS = {
  isPerSeat: false,
  billIn: 'advance',
  trialPeriodDays: 0,
  features: new Map(),
  featuresWire: {},
  charges: [],
  chargesWire: [],
} as const;

/** The terms a change leads to. @throws AppError `validation_failed` naming the field that does not fit */
export function changedTerms(terms: PlanTerms, change: PlanChange): PlanTerms {
  const prices = changedPrices(terms, change);
  return {
    currency: prices[0]?.currency ?? terms.currency,
    prices,
    isPerSeat: change.isPerSeat ?? terms.isPerSeat,
    cycle: changedCycle(terms, change),
    billIn: change.billIn ?? terms.billIn,
    trialPeriodDays: change.trialPeriodDays ?? terms.trialPeriodDays,
    ...(change.features === undefined
      ? { features: terms.features, featuresWire: terms.featuresWire }
      : readFeatures(change.features)),
    ...changedCharges(terms, change, prices),
  };
}

/** The plan's own price first. A price in a new currency of its own leaves the old one among the others. */
function changedPrices(terms: PlanTerms, change: PlanChange): Money[] {
  const others = change.prices === undefined ? terms.prices : readPrices(change.prices);
  const currency = change.currency ?? terms.currency;
  const own = change.price === undefined ? undefined : readAmount(change.price, currency, 'price');
  const fallback = currency === terms.currency ? basePrice(terms) : others.find((price) => price.currency === currency);
  const base = own ?? fallback;
  if (!base) throw invalidField('price', 'required', `Send the price in ${currency}.`);
  const contradicts = others.some((price) => price.currency === currency && !price.equals(base));
  if (change.prices !== undefined && contradicts) {
    throw invalidField(`prices.${currency}`, 'contradicts_price', 'Leave it out, or send the same amount as price.');
  }
  return [base, ...others.filter((price) => price.currency !== currency)];
}

export function readPrices(prices: Readonly<Record<string, unknown>>): Money[] {
  return Object.entries(prices).map(([currency, amount]) => {
    const field = `prices.${currency.slice(0, 10)}`;
    if (typeof amount !== 'number' && typeof amount !== 'string') {
      throw invalidField(field, 'not_an_amount', 'Send a number or a decimal string.');
    }
    const money = readAmount(amount, currency, field);
    if (money.isNegative()) throw invalidField(field, 'too_small', 'Send an amount that is not negative.');
    return money;
  });
}

function changedCycle(terms: PlanTerms, change: PlanChange): PlanTerms['cycle'] {
  const cycle = billingCycle(change.cycleUnit ?? terms.cycle.unit, change.cycleCount ?? terms.cycle.count);
  if (cycle.ok) return cycle.value;
  throw invalidField('interval_count', 'too_large', `Use at most ${cycle.error.countMax} for this cycle.`);
}

function readFeatures(features: object): Pick<PlanTerms, 'features' | 'featuresWire'> {
  const names = Object.keys(features);
  if (names.length > FEATURES_MAX) throw invalidField('features', 'too_many', `Use at most ${FEATURES_MAX} features.`);
  const grants = parseFeatureGrants(features);
  if (grants.ok) return { features: grants.value, featuresWire: features as WireFeatures };
  const message = 'Use true, false, or {limit: a number, a size such as "1GB", or null}, and snake_case names.';
  throw invalidField(`features.${grants.error.feature.slice(0, 100)}`, 'invalid_feature', message);
}
