import { behaviorOfNumber, brandOf, numberOfToken, passesLuhn, type CardBehavior } from '../cards/test-cards';
import { ApiError } from '../http/api-error';
import { refuseUnknown, requiredText, text, texts, type Form } from '../http/form';
import { stripeId } from '../store/change';
import type { PaymentMethod } from '../stripe-objects';
import { readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';

const CREATE_PARAMS = ['type', 'card', 'billing_details', 'metadata', 'expand', 'allow_redisplay'];

export const paymentMethodOperations: Operation[] = [
  {
    name: 'payment_methods.create',
    method: 'POST',
    path: '/v1/payment_methods',
    run(call) {
      refuseUnknown(call.params, CREATE_PARAMS);
      return ok(createPaymentMethod(call, call.params));
    },
  },
  ...readOperations('payment_method', 'payment_methods', (item, params) => item.customer === text(params, 'customer')),
  {
    name: 'payment_methods.detach',
    method: 'POST',
    path: '/v1/payment_methods/:id/detach',
    run(call) {
      const paymentMethod = call.read('payment_method', call.pathId);
      if (paymentMethod.customer === null) {
        throw ApiError.invalid('The payment method you provided is not attached to a customer.', 'payment_method');
      }
      call.change.behaviors.push([paymentMethod.id, 'detached']);
      return ok(call.put({ ...paymentMethod, customer: null }));
    },
  },
];

/** Takes in card data: what is kept is brand, last four digits, expiry, a fingerprint, and how the card behaves. */
export function createPaymentMethod(call: Call, form: Form): PaymentMethod {
  if (requiredText(form, 'type') !== 'card') throw ApiError.invalid('Only cards are simulated.', 'type');
  const token = text(form, 'card', 'token');
  const year = new Date(call.nowMs).getUTCFullYear() + 1;
  if (token === undefined) {
    const expiry = { month: requiredText(form, 'card', 'exp_month'), year: requiredText(form, 'card', 'exp_year') };
    return putCard(call, form, checkedNumber(form), checkedExpiry(expiry, call.nowMs));
  }
  const number = numberOfToken(token);
  if (number === undefined) throw ApiError.notFound('token', token, 'card[token]');
  return putCard(call, form, number, { month: 12, year });
}

/** An existing payment method, or a new one for a test token such as `pm_card_visa`. */
export function resolvePaymentMethod(call: Call, id: string): PaymentMethod {
  const number = numberOfToken(id);
  if (number === undefined) {
    const known = call.read('payment_method', id, 'payment_method');
    if (behaviorIn(call, id) !== 'detached') return known;
    throw ApiError.invalid('The provided PaymentMethod was detached from a Customer. It may not be used again.');
  }
  return putCard(call, {}, number, { month: 12, year: new Date(call.nowMs).getUTCFullYear() + 1 });
}

/** A method belongs to one customer for good; nobody else's calls may use it. */
export function checkOwner(paymentMethod: PaymentMethod, customer: string | null): void {
  if (paymentMethod.customer === null || paymentMethod.customer === customer) return;
  throw ApiError.invalid('This payment method belongs to another customer.', 'payment_method');
}

export function attach(call: Call, paymentMethod: PaymentMethod, customer: string): void {
  checkOwner(paymentMethod, customer);
  call.put({ ...paymentMethod, customer });
}

/** How the card behaves, also of a payment method that this very call makes. */
export function behaviorIn(call: Call, paymentMethod: string): CardBehavior {
  return call.change.behaviors.find(([id]) => id === paymentMethod)?.[1] ?? call.world.behaviorOf(paymentMethod);
}

function checkedNumber(form: Form): string {
  const number = requiredText(form, 'card', 'number').replace(/[ -]/g, '');
  if (!passesLuhn(number)) throw ApiError.card('incorrect_number', 'Your card number is incorrect.', 'number');
  const cvc = text(form, 'card', 'cvc');
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw ApiError.card('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  return number;
}

/** A card is good to the end of its month. */
function checkedExpiry(expiry: { month: string; year: string }, nowMs: number): { month: number; year: number } {
  const month = Number(expiry.month);
  const year = Number(expiry.year) + (Number(expiry.year) < 100 ? 2000 : 0);
  if (!Number.isInteger(month) || month < 1 || month > 12) {
    throw ApiError.card('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  if (!Number.isInteger(year) || year > 2100) {
    throw ApiError.card('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  if (Date.UTC(year, month, 1) <= nowMs) throw ApiError.card('expired_card', 'Your card has expired.', 'exp_month');
  return { month, year };
}

function putCard(call: Call, form: Form, number: string, expiry: { month: number; year: number }): PaymentMethod {
  const id = stripeId('pm');
  const behavior = behaviorOfNumber(number);
  if (behavior !== 'approves') call.change.behaviors.push([id, behavior]);
  return call.put({
    id,
    object: 'payment_method',
    created: call.created,
    livemode: false,
    type: 'card',
    customer: null,
    billing_details: {
      name: text(form, 'billing_details', 'name') ?? null,
      email: text(form, 'billing_details', 'email') ?? null,
    },
    card: {
      brand: brandOf(number),
      last4: number.slice(-4),
      exp_month: expiry.month,
      exp_year: expiry.year,
      funding: 'credit',
      country: 'US',
      fingerprint: call.vault.fingerprint(number),
      checks: { cvc_check: behavior === 'incorrect_cvc' ? 'fail' : 'pass' },
    },
    metadata: texts(form, 'metadata'),
  });
}
