import { Rate, type Money } from '@libs/money';
import type { ChargeModel, ChargePrice, Pricing, Tier } from './charge';
import { ChargeFields, type ChargeProblem } from './charge-fields';

/** Members that say how much, or by which scale; the others say what is counted. */
export const PRICE_MEMBERS = [
  'unit_amount',
  'tiers',
  'package_size',
  'rate',
  'fixed_amount',
  'included_events',
  'minimum_per_event',
  'maximum_per_event',
  'minimum_amount',
  'maximum_amount',
] as const;

const TIER_MEMBERS = ['up_to', 'unit_amount', 'flat_amount', 'package_size', 'rate'] as const;
const TIERS_MAX = 100;
const BOUNDS = ['minimum_amount', 'maximum_amount'];
const PER_EVENT = ['fixed_amount', 'included_events', 'minimum_per_event', 'maximum_per_event'];

/** What each model reads, and what it cannot do without. */
const MEMBERS_OF: Record<ChargeModel, { readonly allowed: readonly string[]; readonly required: readonly string[] }> = {
  standard: { allowed: ['unit_amount'], required: ['unit_amount'] },
  package: { allowed: ['unit_amount', 'package_size'], required: ['unit_amount', 'package_size'] },
  graduated: { allowed: ['tiers'], required: ['tiers'] },
  volume: { allowed: ['tiers'], required: ['tiers'] },
  stairstep: { allowed: ['tiers'], required: ['tiers'] },
  percentage: { allowed: ['rate', 'tiers', ...PER_EVENT], required: [] },
};

const TIER_MEMBERS_OF: Record<ChargeModel, readonly string[]> = {
  standard: [],
  package: [],
  graduated: ['unit_amount', 'flat_amount', 'package_size'],
  volume: ['unit_amount', 'flat_amount', 'package_size'],
  stairstep: ['flat_amount'],
  percentage: ['rate', 'flat_amount'],
};

/** Reads what a charge costs in one currency; undefined when a problem was noted. */
export function readPricing(fields: ChargeFields, model: ChargeModel, currency: string): ChargePrice | undefined {
  const problemsBefore = fields.problems.length;
  const { allowed, required } = MEMBERS_OF[model];
  fields.allowOnly([...allowed, ...BOUNDS], PRICE_MEMBERS);
  fields.require(required);
  const minimum = fields.money('minimum_amount', currency) ?? null;
  const maximum = fields.money('maximum_amount', currency) ?? null;
  if (minimum && maximum && maximum.compare(minimum) < 0) fields.problem('maximum_amount', 'below_minimum');
  const pricing = pricingOf(fields, model, currency);
  return pricing && fields.problems.length === problemsBefore ? { pricing, minimum, maximum } : undefined;
}

function pricingOf(fields: ChargeFields, model: ChargeModel, currency: string): Pricing | undefined {
  if (model === 'percentage') return percentageOf(fields, currency);
  if (model === 'standard') {
    const unitRate = fields.rate('unit_amount');
    return unitRate && { model, unitRate };
  }
  if (model === 'package') {
    const [unitRate, packageSize] = [fields.rate('unit_amount'), fields.positiveRate('package_size')];
    return unitRate && packageSize && { model, unitRate, packageSize };
  }
  const tiers = readTiers(fields, model, currency);
  return tiers && { model, tiers };
}

function percentageOf(fields: ChargeFields, currency: string): Pricing | undefined {
  if (fields.has('rate') === fields.has('tiers')) {
    return fields.problem('rate', fields.has('rate') ? 'not_allowed' : 'required');
  }
  const rate = fields.rate('rate');
  const plainTier = rate && [{ ...FREE_TIER, percent: rate }];
  const tiers = fields.has('tiers') ? readTiers(fields, 'percentage', currency) : plainTier;
  const minimum = moneyRate(fields, 'minimum_per_event', currency);
  const maximum = moneyRate(fields, 'maximum_per_event', currency);
  if (minimum && maximum && maximum.compare(minimum) < 0) fields.problem('maximum_per_event', 'below_minimum');
  return (
    tiers && {
      model: 'percentage',
      tiers,
      fixedRatePerEvent: moneyRate(fields, 'fixed_amount', currency) ?? Rate.zero,
      includedEvents: fields.wholeNumber('included_events') ?? 0n,
      minimumPerEvent: minimum ?? null,
      maximumPerEvent: maximum ?? null,
    }
  );
}

const FREE_TIER: Tier = { upTo: null, unitRate: Rate.zero, flatRate: Rate.zero, packageSize: null, percent: Rate.zero };

function readTiers(fields: ChargeFields, model: ChargeModel, currency: string): Tier[] | undefined {
  const list = fields.get('tiers');
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) return fields.problem('tiers', 'not_a_list');
  if (list.length === 0) return fields.problem('tiers', 'required');
  if (list.length > TIERS_MAX) return fields.problem('tiers', 'too_many');
  const tiers: Tier[] = [];
  for (const [index, entry] of (list as unknown[]).entries()) {
    const path = `${fields.path}.tiers[${index}]`;
    const tier = ChargeFields.read(entry, path, TIER_MEMBERS, fields.problems);
    if (tier) tiers.push(readTier(tier, model, currency));
  }
  checkBounds(tiers, list.length, fields.path, fields.problems);
  return tiers;
}

function readTier(fields: ChargeFields, model: ChargeModel, currency: string): Tier {
  const allowed = TIER_MEMBERS_OF[model];
  fields.allowOnly(['up_to', ...allowed], TIER_MEMBERS);
  const priced = model === 'stairstep' ? ['flat_amount'] : ['unit_amount', 'rate', 'flat_amount'];
  if (!priced.some((name) => fields.has(name))) fields.problem(allowed[0] ?? 'unit_amount', 'required');
  return {
    upTo: fields.positiveRate('up_to') ?? null,
    unitRate: fields.rate('unit_amount') ?? Rate.zero,
    flatRate: moneyRate(fields, 'flat_amount', currency) ?? Rate.zero,
    packageSize: fields.positiveRate('package_size') ?? null,
    percent: fields.rate('rate') ?? Rate.zero,
  };
}

/** Ends grow from tier to tier, and only the last one has none. */
function checkBounds(tiers: readonly Tier[], count: number, path: string, problems: ChargeProblem[]): void {
  if (tiers.length !== count) return;
  for (const [index, { upTo }] of tiers.entries()) {
    const field = `${path}.tiers[${index}].up_to`;
    const before = index === 0 ? null : (tiers[index - 1]?.upTo ?? null);
    if (problems.some((problem) => problem.field === field)) continue;
    if (index === count - 1) {
      if (upTo !== null) problems.push({ field, code: 'last_must_be_open' });
    } else if (upTo === null) problems.push({ field, code: 'required' });
    else if (before && upTo.compare(before) <= 0) problems.push({ field, code: 'must_grow' });
  }
}

function moneyRate(fields: ChargeFields, name: string, currency: string): Rate | undefined {
  const money: Money | undefined = fields.money(name, currency);
  return money && Rate.ofMoney(money);
}
