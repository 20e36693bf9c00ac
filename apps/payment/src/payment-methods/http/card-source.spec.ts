import { Instant } from '@libs/calendar';
import type { AppError } from '@libs/errors';
import { readCardSource } from './card-source';

const NOW = Instant.of('2030-12-31T23:59:59Z');
const card = { card_number: '4242 4242-4242 4242', card_expiry: '12/30', card_cvv: '123' };

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as AppError).code;
  }
}

it('reads a card to the last second of its month', () => {
  expect(readCardSource(card, true, NOW)).toEqual({
    card: { number: '4242424242424242', expMonth: 12, expYear: 2030, cvc: '123' },
  });
  expect(codeOf(() => readCardSource(card, true, NOW.plusSeconds(1)))).toBe('invalid_card_expiry');
});

it.each([
  [{ card_number: '4242424242424241' }, 'invalid_card_number'],
  [{ card_number: '42424242424' }, 'invalid_card_number'],
  [{ card_number: '42424242424242424242' }, 'invalid_card_number'],
  [{ card_number: '４２４２４２４２４２４２４２４２' }, 'invalid_card_number'],
  [{ card_number: undefined }, 'invalid_card_number'],
  [{ card_expiry: '11/30' }, 'invalid_card_expiry'],
  [{ card_expiry: '00/31' }, 'invalid_card_expiry'],
  [{ card_expiry: '1/31' }, 'invalid_card_expiry'],
  [{ card_expiry: undefined }, 'invalid_card_expiry'],
  [{ card_cvv: undefined }, 'validation_failed'],
  [{ payment_token: 'pm_card_visa' }, 'payment_source_required'],
])('refuses %j as %s', (fields, code) => {
  expect(codeOf(() => readCardSource({ ...card, ...fields }, true, NOW))).toBe(code);
});

it('takes no card where raw cards are off, and a token anywhere', () => {
  expect(codeOf(() => readCardSource(card, false, NOW))).toBe('raw_cards_disabled');
  expect(codeOf(() => readCardSource({}, false, NOW))).toBe('payment_source_required');
  expect(readCardSource({ payment_token: 'tok_visa' }, false, NOW)).toEqual({
    token: 'tok_visa',
  });
});
