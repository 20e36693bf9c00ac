import type { Instant } from '@libs/calendar';
import type { CardFields } from '@libs/dto';
import { AppError } from '@libs/errors';
import type { RawCard } from '../../gateways/gateway';
import type { CardSource } from '../payment-method';

const EXPIRY = /^(0[1-9]|1[0-2])\/(\d{2})$/;
const CARD_DIGITS = /^\d{12,19}$/;

/**
 * What shall be charged or saved: a token, or a card as it was typed where that is allowed. `now` is real time: banks do not move
 * with the billing clock.
 * @throws AppError `raw_cards_disabled`, `payment_source_required`, `invalid_card_number`, `invalid_card_expiry`, `validation_failed`
 */
export function readCardSource(body: CardFields, acceptsRawCards: boolean, now: Instant): CardSource {
  const fields = [body.card_number, body.card_expiry, body.card_cvv, body.cardholder_name];
  const hasCard = fields.some((field) => field !== undefined);
  if (hasCard && !acceptsRawCards) throw new AppError('raw_cards_disabled');
  if (hasCard === (body.payment_token !== undefined)) throw new AppError('payment_source_required');
  return body.payment_token === undefined ? { card: readCard(body, now) } : { token: body.payment_token };
}

function readCard(body: CardFields, now: Instant): RawCard {
  const number = (body.card_number ?? '').replace(/[ -]/g, '');
  if (!passesLuhn(number)) throw new AppError('invalid_card_number');
  const { expMonth, expYear } = readExpiry(body.card_expiry ?? '', now);
  if (body.card_cvv === undefined) {
    const message = 'Send the three or four digits of the security code.';
    throw new AppError('validation_failed', {}, [{ field: 'card_cvv', code: 'required', message }]);
  }
  const holderName = body.cardholder_name;
  return { number, expMonth, expYear, cvc: body.card_cvv, ...(holderName !== undefined && { holderName }) };
}

/** A card is good to the end of its month: `12/30` until 31 December 2030, 24:00 UTC. */
function readExpiry(text: string, now: Instant): { expMonth: number; expYear: number } {
  const match = EXPIRY.exec(text);
  if (!match) throw new AppError('invalid_card_expiry');
  const expMonth = Number(match[1]);
  const expYear = 2000 + Number(match[2]);
  const monthAfter = Date.UTC(expYear, expMonth, 1);
  if (monthAfter <= now.epochMilliseconds) throw new AppError('invalid_card_expiry');
  return { expMonth, expYear };
}

/** The check digit: every second digit from the right counts double, and the sum must end in 0. */
function passesLuhn(number: string): boolean {
  if (!CARD_DIGITS.test(number)) return false;
  let sum = 0;
  for (let fromRight = 0; fromRight < number.length; fromRight += 1) {
    const digit = Number(number[number.length - 1 - fromRight]);
    const counted = fromRight % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
