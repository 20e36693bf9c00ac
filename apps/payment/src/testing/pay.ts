import type { PaymentRequest } from '../payments/payment';
import type { PaymentWorld } from './payment-world';

export const CARD = { card_number: '4242424242424242', card_expiry: '12/39', card_cvv: '123', cardholder_name: 'Ada' };

export interface Answered {
  status: number;
  /** The bytes, as text. */
  text: string;
  body: {
    success: boolean;
    data: { transaction_id: string; status: string; amount: number; gateway_reference: string | null };
    details: { code: string; fields?: { field: string }[] };
  };
  isReplayed: boolean;
}

/** POST /v1/payments/process for what is due, as its customer, with members replaced or added by `fields`. */
export async function pay(
  world: PaymentWorld,
  request: PaymentRequest,
  fields: object = {},
  options: { key?: string; as?: string } = {},
): Promise<Answered> {
  const body = { invoice_id: request.invoiceId, amount: 29.99, currency: 'USD', ...CARD, ...fields };
  const answer = await world.app.inject({
    method: 'POST',
    url: '/v1/payments/process',
    payload: body,
    headers: {
      'x-test-account': options.as ?? request.accountId,
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
  });
  const isReplayed = answer.headers['idempotent-replayed'] === 'true';
  return { status: answer.statusCode, text: answer.body, body: answer.json(), isReplayed };
}
