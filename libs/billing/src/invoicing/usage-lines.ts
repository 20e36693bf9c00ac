import { describePeriod, type Period, type TimeZone } from '@libs/calendar';
import { Rate, type Money } from '@libs/money';
import { rateUsage, type RatedUsage, type UsageToRate } from '../metering/rate-usage';
import type { BillableLine } from './draft-invoice';

/** Usage of one charge, in one period, to be billed at its end. */
export interface UsageToBill extends UsageToRate {
  readonly period: Period;
  readonly zone: TimeZone;
}

const ACRONYMS = new Set(['api', 'cpu', 'gb', 'gpu', 'id', 'mb', 'sms', 'sso', 'tb', 'url']);

/**
 * One line for what was used, and one of kind `minimum` for what is missing to the charge's minimum: `API calls, 10 Jan
 * to 10 Feb`, 20.00. A charge that was not used has its line, too.
 */
export function usageLines({ period, zone, ...toRate }: UsageToBill): BillableLine[] {
  const rated = rateUsage(toRate);
  const name = `${meterName(rated.metric)}, ${describePeriod(period, zone)}`;
  const of = { period, metric: rated.metric };
  const usage: BillableLine = {
    kind: 'usage',
    description: name,
    quantity: rated.quantity.toDecimalText(),
    unitRate: rated.unitRate,
    lineTotal: rated.lineTotal,
    explanation: rated.explanation,
    ...of,
  };
  const { missing } = rated;
  if (!missing) return [usage];
  return [usage, { kind: 'minimum', description: `Minimum for ${name}`, quantity: '1', ...missing, ...of }];
}

export interface LateUsageToBill extends UsageToBill {
  /** All that was billed for this charge and period before, its minimum included; before discounts and tax. */
  readonly billed: Money;
}

/**
 * Usage that arrived after its period was billed: what the period costs now, less what was billed. 15,000 calls billed at
 * 115.00, then 1,000 more → 120.00 − 115.00 = 5.00. No line when nothing changes, as below a minimum; a negative one
 * when more usage made all of it cheaper.
 */
export function lateUsageLines({ billed, ...toBill }: LateUsageToBill): BillableLine[] {
  const rated = rateUsage(toBill);
  const total = costOf(rated);
  const lineTotal = total.subtract(billed);
  if (lineTotal.isZero()) return [];
  return [
    {
      kind: 'usage',
      description: `${meterName(rated.metric)}, late, ${describePeriod(toBill.period, toBill.zone)}`,
      quantity: rated.quantity.toDecimalText(),
      unitRate: rated.unitRate,
      lineTotal,
      period: toBill.period,
      metric: rated.metric,
      explanation: `${rated.explanation} Now ${total} − billed before ${billed} = ${lineTotal}.`,
      // What was billed before was discounted with its own bill.
      isDiscountable: lineTotal.isPositive(),
    },
  ];
}

function costOf({ lineTotal, missing }: RatedUsage): Money {
  return missing ? lineTotal.add(missing.lineTotal) : lineTotal;
}

const names = new Map<string, string>();

/** `api_calls` → `API calls`. There are as many metrics as plans name, and bills by the thousand of each. */
function meterName(metric: string): string {
  const known = names.get(metric) ?? readableName(metric);
  names.set(metric, known);
  return known;
}

function readableName(metric: string): string {
  const words = metric.split('_').map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : word));
  const text = words.join(' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A line that staff bill by hand: `Setup`, 2 × 100.00 → 200.00. The total rounds once. */
export function oneOffLine(description: string, quantity: string, unitRate: Rate, lineTotal: Money): BillableLine {
  const explanation = `${quantity} × ${unitRate} = ${lineTotal}.`;
  return { kind: 'one_off', description, quantity, unitRate, lineTotal, period: null, explanation };
}
