import { ok, refuse, type Result } from '@libs/errors';
import { currency as currencyOf, Rate } from '@libs/money';
import {
  AGGREGATIONS,
  CHARGE_MODELS,
  type Aggregation,
  type Charge,
  type ChargeModel,
  type ChargePrice,
} from './charge';
import { ChargeFields, type ChargeProblem } from './charge-fields';
import { PRICE_MEMBERS, readPricing } from './read-pricing';

export interface ChargesRefusal {
  readonly code: 'invalid_charges';
  readonly problems: readonly ChargeProblem[];
}

const CHARGE_MEMBERS = ['metric', 'aggregation', 'property', 'model', 'included', 'prices', ...PRICE_MEMBERS];
/** What may differ by currency: amounts of money, and tiers, since they carry some. */
const AMOUNT_MEMBERS = PRICE_MEMBERS.filter(
  (name) => !['package_size', 'rate', 'included_events'].includes(name),
) as readonly string[];
const CHARGES_MAX = 50;

/**
 * Reads the `charges` of a plan, as the catalog writes them and as they are stored: amounts in the plan's currency, the
 * same amounts in others under `prices`. `{metric: 'api_calls', aggregation: 'sum', model: 'standard', unit_amount:
 * '0.001'}` → a charge of 0.001 a call. Anything else is refused field by field:
 * `{field: 'charges[0].tiers[1].up_to', code: 'must_grow'}`.
 */
export function readCharges(value: unknown, currency: string): Result<readonly Charge[], ChargesRefusal> {
  const problems: ChargeProblem[] = [];
  const charges: Charge[] = [];
  if (!Array.isArray(value)) problems.push({ field: 'charges', code: 'not_a_list' });
  else if (value.length > CHARGES_MAX) problems.push({ field: 'charges', code: 'too_many' });
  else {
    for (const [index, entry] of (value as unknown[]).entries()) {
      const charge = readCharge(entry, `charges[${index}]`, currency, problems);
      if (charge) charges.push(charge);
    }
  }
  return problems.length === 0 ? ok(charges) : refuse({ code: 'invalid_charges', problems });
}

function readCharge(value: unknown, path: string, currency: string, problems: ChargeProblem[]): Charge | undefined {
  const fields = ChargeFields.read(value, path, CHARGE_MEMBERS, problems);
  if (!fields) return undefined;
  const metric = fields.name('metric', 'metric');
  const aggregation = fields.choice('aggregation', AGGREGATIONS);
  const model = fields.choice('model', CHARGE_MODELS);
  const property = propertyOf(fields, aggregation);
  const included = fields.rate('included') ?? Rate.zero;
  if (!metric || !aggregation || !model) return undefined;
  // A percentage is taken of single amounts of money; the largest or the last of them is not what was turned over.
  if (model === 'percentage' && aggregation !== 'sum') fields.problem('aggregation', 'not_allowed');
  const prices = readPrices(fields, model, currency);
  return prices && { metric, aggregation, property, model, included, prices };
}

/** Only `unique` reads a property; elsewhere it would silently do nothing. */
function propertyOf(fields: ChargeFields, aggregation: Aggregation | undefined): string | null {
  if (aggregation === 'unique') return fields.name('property', 'property') ?? null;
  if (fields.has('property')) fields.problem('property', 'not_allowed');
  return null;
}

function readPrices(
  fields: ChargeFields,
  model: ChargeModel,
  currency: string,
): ReadonlyMap<string, ChargePrice> | undefined {
  const first = readPricing(fields, model, currency);
  if (!first) return undefined;
  const prices = new Map([[currency, first]]);
  if (!fields.has('prices')) return prices;
  const others = fields.get('prices');
  if (typeof others !== 'object' || others === null || Array.isArray(others)) {
    return fields.problem('prices', 'not_an_object');
  }
  for (const [code, amounts] of Object.entries(others) as [string, unknown][]) {
    const price = readForeignPrice(fields, amounts, model, code);
    if (price) prices.set(code, price);
  }
  return prices;
}

function readForeignPrice(
  base: ChargeFields,
  amounts: unknown,
  model: ChargeModel,
  currency: string,
): ChargePrice | undefined {
  if (!currencyOf(currency).ok) return base.problem(`prices.${currency}`, 'unknown_currency');
  const path = `${base.path}.prices.${currency}`;
  const own = ChargeFields.read(amounts, path, AMOUNT_MEMBERS, base.problems);
  if (!own) return undefined;
  const shared = ['package_size', 'rate', 'included_events'].map((name) => [name, base.get(name)]);
  const merged = Object.fromEntries([
    ...shared,
    ...AMOUNT_MEMBERS.filter((name) => own.has(name)).map((name) => [name, own.get(name)]),
  ]) as object;
  const fields = ChargeFields.read(merged, path, PRICE_MEMBERS, base.problems);
  return fields && readPricing(fields, model, currency);
}
