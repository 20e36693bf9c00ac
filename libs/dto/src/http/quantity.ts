import { registerDecorator } from 'class-validator';
import { Rate } from '@libs/money';

/** A quantity or unit price: number or decimal string, not negative, up to 12 decimals. */
export function IsQuantity(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isQuantity',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) => (typeof value === 'number' || typeof value === 'string') && Rate.parse(value).ok,
        defaultMessage: () => 'Send a number or a decimal string that is not negative, with up to 12 decimals.',
      },
    });
}
