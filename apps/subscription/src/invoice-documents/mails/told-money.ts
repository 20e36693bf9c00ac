import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';

/** Money as a message tells it: major units in decimal text. */
export interface ToldMoney {
  readonly amount: string;
  readonly currency: string;
}

/** The amount that a mail was asked for. */
export function toldMoney({ amount = '', currency = '' }: Readonly<Partial<ToldMoney>>): Money {
  const read = Money.parseDecimal(amount, currency);
  if (!read.ok) throw new InvariantBroken('a mail about money was asked for without an amount');
  return read.value;
}
