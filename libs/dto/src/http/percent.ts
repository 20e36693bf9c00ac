import { invalidField } from '@libs/errors';
import { Rate } from '@libs/money';
import { check } from './check';

const HUNDRED = Rate.of('100');

/** A rate in percent: number or decimal string, 0 to 100, up to 12 decimals. 20 is 20 %. */
export function IsPercent(): PropertyDecorator {
  const message = 'Send percent from 0 to 100 as a number or a decimal string.';
  return check('isPercent', (value) => percentOf(value) !== undefined, message);
}

/** @throws AppError `validation_failed` naming `field` */
export function readPercent(value: number | string, field: string): Rate {
  const percent = percentOf(value);
  if (percent) return percent;
  throw invalidField(field, 'out_of_range', 'Send percent from 0 to 100.');
}

function percentOf(value: unknown): Rate | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const rate = Rate.parse(value);
  return rate.ok && rate.value.compare(HUNDRED) <= 0 ? rate.value : undefined;
}
