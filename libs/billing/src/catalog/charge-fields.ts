import { Money, Rate } from '@libs/money';

export type ChargeProblemCode =
  | 'required'
  | 'unknown_field'
  | 'not_allowed'
  | 'not_an_object'
  | 'not_a_list'
  | 'unknown_choice'
  | 'invalid_name'
  | 'not_a_decimal'
  | 'not_a_whole_number'
  | 'too_many_digits'
  | 'too_many_decimals'
  | 'amount_too_large'
  | 'negative'
  | 'must_be_positive'
  | 'must_grow'
  | 'last_must_be_open'
  | 'below_minimum'
  | 'too_many'
  | 'unknown_currency'
  | 'no_price_in_currency';

/** What is wrong with one field of a charge, by its path: `charges[0].tiers[1].up_to`, `must_grow`. */
export interface ChargeProblem {
  readonly field: string;
  readonly code: ChargeProblemCode;
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const PROPERTY = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;

/** Reads the members of one object of a charge, and notes each problem under its path. Null counts as absent. */
export class ChargeFields {
  private constructor(
    private readonly members: ReadonlyMap<string, unknown>,
    readonly path: string,
    readonly problems: ChargeProblem[],
  ) {}

  /** Undefined, and a problem noted, when the value is no plain object or has a member that is not known. */
  static read(
    value: unknown,
    path: string,
    known: readonly string[],
    problems: ChargeProblem[],
  ): ChargeFields | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push({ field: path, code: 'not_an_object' });
      return undefined;
    }
    const members = new Map(Object.entries(value).filter(([, member]) => member !== null && member !== undefined));
    const fields = new ChargeFields(members, path, problems);
    for (const name of Object.keys(value)) if (!known.includes(name)) fields.problem(name, 'unknown_field');
    return fields;
  }

  has(name: string): boolean {
    return this.members.has(name);
  }

  get(name: string): unknown {
    return this.members.get(name);
  }

  problem(name: string, code: ChargeProblemCode): undefined {
    this.problems.push({ field: `${this.path}.${name}`, code });
    return undefined;
  }

  /** Members that this model has no use for would silently do nothing; so they are refused. */
  allowOnly(names: readonly string[], of: readonly string[]): void {
    for (const name of of) if (this.has(name) && !names.includes(name)) this.problem(name, 'not_allowed');
  }

  require(names: readonly string[]): void {
    for (const name of names) if (!this.has(name)) this.problem(name, 'required');
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.get(name);
    if (value === undefined) return this.problem(name, 'required');
    return choices.find((choice) => choice === value) ?? this.problem(name, 'unknown_choice');
  }

  name(name: string, kind: 'metric' | 'property'): string | undefined {
    const value = this.get(name);
    if (value === undefined) return this.problem(name, 'required');
    const isName = typeof value === 'string' && (kind === 'metric' ? NAME : PROPERTY).test(value);
    return isName ? value : this.problem(name, 'invalid_name');
  }

  /** A decimal of up to 12 places, not negative; undefined when absent or refused. */
  rate(name: string): Rate | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' && typeof value !== 'string') return this.problem(name, 'not_a_decimal');
    const rate = Rate.parse(value);
    if (rate.ok) return rate.value;
    return this.problem(name, rate.error.code === 'too_long' ? 'too_many_digits' : rate.error.code);
  }

  positiveRate(name: string): Rate | undefined {
    const rate = this.rate(name);
    return rate?.isZero() ? this.problem(name, 'must_be_positive') : rate;
  }

  /** An amount with no more decimals than the currency has, not negative. */
  money(name: string, currency: string): Money | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' && typeof value !== 'string') return this.problem(name, 'not_a_decimal');
    const money = Money.parseDecimal(value, currency);
    if (!money.ok) return this.problem(name, money.error.code === 'too_long' ? 'too_many_digits' : money.error.code);
    return money.value.isNegative() ? this.problem(name, 'negative') : money.value;
  }

  wholeNumber(name: string): bigint | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
    return this.problem(name, 'not_a_whole_number');
  }
}
