import type { CardFacts, DeclineCode } from '../gateway';

/** What a charge of the card comes to. `lost` takes the money and loses the answer; `declines_later` can be saved. */
export type MockVerdict = 'succeeds' | 'processes' | 'lost' | 'declines_later' | DeclineCode;

/** The contract's test cards, kept apart from the simulator's table on purpose: the contract suite compares the two. */
const VERDICTS = new Map<string, MockVerdict>([
  ['4000000000000002', 'card_declined'],
  ['4000000000009995', 'insufficient_funds'],
  ['4000000000000069', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc'],
  ['4000000000000119', 'processing_error'],
  ['4000000000000341', 'declines_later'],
  ['4000000000000077', 'processes'],
  ['4000000000000036', 'lost'],
]);

const TOKENS = new Map<string, string>([
  ['visa', '4242424242424242'],
  ['mastercard', '5555555555554444'],
  ['chargeDeclined', '4000000000000002'],
  ['chargeDeclinedInsufficientFunds', '4000000000009995'],
  ['chargeDeclinedExpiredCard', '4000000000000069'],
  ['chargeDeclinedIncorrectCvc', '4000000000000127'],
  ['chargeDeclinedProcessingError', '4000000000000119'],
  ['createDispute', '4000000000000259'],
  ['chargeCustomerFail', '4000000000000341'],
  ['bypassPending', '4000000000000077'],
]);

export function verdictOf(number: string): MockVerdict {
  return VERDICTS.get(number) ?? 'succeeds';
}

/** The card behind `pm_card_visa` or `tok_visa`. */
export function numberOfToken(token: string): string | undefined {
  const ending = /^(?:pm_card|tok)_(\w+)$/.exec(token)?.[1];
  return ending === undefined ? undefined : TOKENS.get(ending);
}

export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (let index = 0; index < number.length; index += 1) {
    const digit = Number(number[number.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

export function cardFacts(number: string, expMonth: number, expYear: number): CardFacts {
  const brand = number.startsWith('4') ? 'visa' : number.startsWith('5') ? 'mastercard' : 'unknown';
  return { brand, last4: number.slice(-4), expMonth, expYear };
}
