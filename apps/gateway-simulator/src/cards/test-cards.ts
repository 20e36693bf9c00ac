/** What a card does when it is charged. */
export type CardBehavior =
  | 'approves'
  | 'card_declined'
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_cvc'
  | 'processing_error'
  | 'declines_when_charged'
  | 'approves_then_disputed'
  | 'approves_slowly'
  | 'approves_without_answer'
  /** Refunds of it are on their way for a while, or come back after they seemed to be done. */
  | 'approves_refunds_slowly'
  | 'approves_loses_refunds'
  /** A method that was saved and is not any more. */
  | 'detached';

/** The cards of the contract, section 5, and Stripe's two for refunds. Any other number that passes the Luhn check approves. */
const BEHAVIORS = new Map<string, CardBehavior>([
  ['4000000000000002', 'card_declined'],
  ['4000000000009995', 'insufficient_funds'],
  ['4000000000000069', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc'],
  ['4000000000000119', 'processing_error'],
  ['4000000000000341', 'declines_when_charged'],
  ['4000000000000259', 'approves_then_disputed'],
  ['4000000000000077', 'approves_slowly'],
  ['4000000000000036', 'approves_without_answer'],
  ['4000000000007726', 'approves_refunds_slowly'],
  ['4000000000005126', 'approves_loses_refunds'],
]);

/** The endings of Stripe's test tokens: `pm_card_visa` and `tok_visa` are one card. */
const TOKEN_NUMBERS = new Map<string, string>([
  ['visa', '4242424242424242'],
  ['visa_debit', '4000056655665556'],
  ['mastercard', '5555555555554444'],
  ['amex', '378282246310005'],
  ['discover', '6011111111111117'],
  ['chargeDeclined', '4000000000000002'],
  ['chargeDeclinedInsufficientFunds', '4000000000009995'],
  ['chargeDeclinedExpiredCard', '4000000000000069'],
  ['chargeDeclinedIncorrectCvc', '4000000000000127'],
  ['chargeDeclinedProcessingError', '4000000000000119'],
  ['visa_chargeDeclined', '4000000000000002'],
  ['visa_chargeDeclinedInsufficientFunds', '4000000000009995'],
  ['chargeCustomerFail', '4000000000000341'],
  ['createDispute', '4000000000000259'],
  ['pendingRefund', '4000000000007726'],
  ['refundFail', '4000000000005126'],
  ['bypassPending', '4000000000000077'],
]);

const TOKEN = /^(?:pm_card|tok)_(\w+)$/;

export function behaviorOfNumber(number: string): CardBehavior {
  return BEHAVIORS.get(number) ?? 'approves';
}

/** The card that a test token stands for, if it is one. */
export function numberOfToken(token: string): string | undefined {
  const ending = TOKEN.exec(token)?.[1];
  return ending === undefined ? undefined : TOKEN_NUMBERS.get(ending);
}

/** 12 to 19 digits whose check digit fits. */
export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

export function brandOf(number: string): string {
  if (number.startsWith('4')) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard';
  if (/^3[47]/.test(number)) return 'amex';
  if (/^(6011|65|64[4-9])/.test(number)) return 'discover';
  if (/^35/.test(number)) return 'jcb';
  if (/^3[068]/.test(number)) return 'diners';
  return 'unknown';
}
