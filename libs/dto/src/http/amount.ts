import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AppError } from '@libs/errors';
import { decimalTextOf, Money } from '@libs/money';
import { check } from './check';

/** Money on the wire: a JSON number in major units. At most 15 digits, so the nearest double prints the same text again. */
export function wireAmount(money: Money): number {
  return Number(money.toDecimalText());
}

/** The same for a row's minor units: `('2999', 'USD')` → 29.99. */
export function wireAmountOfMinor(minor: string | bigint, currency: string): number {
  return wireAmount(Money.ofMinor(BigInt(minor), currency));
}

/**
 * A money field of a request: number or decimal string, not negative. Whether it has too many decimals depends on the
 * currency, which `readAmount` checks.
 */
export function IsAmount(): PropertyDecorator {
  return applyDecorators(
    check('isAmount', isAmount, 'Send a number or a decimal string that is not negative.'),
    ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }], example: 29.99 }) as PropertyDecorator,
  );
}

const MESSAGES: Partial<Record<string, string>> = {
  unknown_currency: 'Use an ISO 4217 code.',
  too_many_decimals: 'Use no more decimals than the currency has.',
  amount_too_large: 'Send a smaller amount.',
};

function isAmount(value: unknown): boolean {
  if (typeof value !== 'number' && typeof value !== 'string') return false;
  const text = decimalTextOf(value);
  return text.ok && !text.value.startsWith('-');
}

/** @throws AppError `validation_failed` naming `field` when the currency has fewer decimals, or is unknown */
export function readAmount(value: number | string, currency: string, field = 'amount'): Money {
  const money = Money.parseDecimal(value, currency);
  if (money.ok) return money.value;
  const { code } = money.error;
  const message = MESSAGES[code] ?? 'Send a number or a decimal string.';
  throw new AppError('validation_failed', {}, [
    { field: code === 'unknown_currency' ? 'currency' : field, code, message },
  ]);
}
