import { Rate } from '@libs/money';
import { check } from './check';

/** A quantity or unit price: number or decimal string, not negative, up to 12 decimals. */
export function IsQuantity(): PropertyDecorator {
  const isQuantity = (value: unknown) =>
    (typeof value === 'number' || typeof value === 'string') && Rate.parse(value).ok;
  return check(
    'isQuantity',
    isQuantity,
    'Send a number or a decimal string that is not negative, with up to 12 decimals.',
  );
}
