import { readCharges, type Charge, type ChargeProblem, type ChargeProblemCode } from '@libs/billing/catalog';
import { AppError, type FieldError } from '@libs/errors';
import type { Money } from '@libs/money';
import type { PlanTerms } from './catalog-plan';
import type { PlanChange } from './plan-draft';

const MESSAGES: Record<ChargeProblemCode, string> = {
  required: 'This field is required for this model or aggregation.',
  unknown_field: 'This field is not known here; leave it out.',
  not_allowed: 'This model or aggregation has no use for this field; leave it out.',
  not_an_object: 'Send a JSON object.',
  not_a_list: 'Send a list.',
  unknown_choice: 'Use one of the values that the documentation names.',
  invalid_name: 'Use lower-case letters, digits and _, a letter first, at most 63 characters.',
  not_a_decimal: 'Send a number or a decimal string.',
  not_a_whole_number: 'Send a whole number that is not negative.',
  too_many_digits: 'Send at most 15 significant digits as a number, more as a decimal string.',
  too_many_decimals: 'Use no more decimals than the currency has; unit prices may have 12.',
  amount_too_large: 'Send a smaller amount.',
  negative: 'Send an amount that is not negative.',
  must_be_positive: 'Send more than zero.',
  must_grow: 'Each tier ends above the one before it.',
  last_must_be_open: 'The last tier has no end: its up_to is null, and only its.',
  below_minimum: 'A maximum is at least the minimum.',
  too_many: 'Send fewer of these.',
  unknown_currency: 'Use an ISO 4217 code.',
  no_price_in_currency: 'Send the amounts in this currency too: the plan has a price in it.',
};

/** The charges a change leads to. @throws AppError `validation_failed` naming each field that does not fit */
export function changedCharges(
  terms: Pick<PlanTerms, 'currency' | 'charges' | 'chargesWire'>,
  { charges: wire }: PlanChange,
  prices: readonly Money[],
): Pick<PlanTerms, 'charges' | 'chargesWire'> {
  const currency = prices[0]?.currency ?? terms.currency;
  if (wire === undefined && currency !== terms.currency && terms.charges.length > 0) {
    // What is written of them are amounts in the old currency.
    throw refused([{ field: 'charges', code: 'required' }]);
  }
  const read = wire === undefined ? { ok: true as const, value: terms.charges } : readCharges(wire, currency);
  if (!read.ok) throw refused(read.error.problems);
  const unpriced = unpricedIn(read.value, prices);
  if (unpriced.length > 0) throw refused(unpriced);
  return { charges: read.value, chargesWire: wire === undefined ? terms.chargesWire : (wire as object[]) };
}

/** A plan is sold in the currencies it has prices in; all of its usage needs a price in them, too. */
function unpricedIn(charges: readonly Charge[], prices: readonly Money[]): ChargeProblem[] {
  return charges.flatMap((charge, at) =>
    prices
      .filter(({ currency }) => !charge.prices.has(currency))
      .map(({ currency }) => ({ field: `charges[${at}].prices.${currency}`, code: 'no_price_in_currency' as const })),
  );
}

function refused(problems: readonly ChargeProblem[]): AppError {
  const fields: FieldError[] = problems.slice(0, 50).map(({ field, code }) => {
    return { field: field.slice(0, 200), code, message: MESSAGES[code] };
  });
  return new AppError('validation_failed', {}, fields);
}
