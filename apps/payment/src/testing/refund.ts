import { pay } from './pay';
import type { PaymentWorld } from './payment-world';
import type { PaymentRequest } from '../payments/payment';

export interface AnsweredRefund {
  status: number;
  code: string | undefined;
  refundId: string;
  body: { data: { refund_id: string; status: string; amount: number; currency: string; payment_id: string } };
}

/** A payment of 29.99 USD that was captured. */
export async function captured(world: PaymentWorld, overrides: Partial<PaymentRequest> = {}) {
  const request = await world.due(overrides);
  const answer = await pay(world, request);
  const { transaction_id: paymentId, gateway_reference: reference } = answer.body.data;
  return { paymentId, reference: reference ?? '', request };
}

/** POST /v1/payments/{id}/refund as staff. */
export async function refund(
  world: PaymentWorld,
  paymentId: string,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<AnsweredRefund> {
  const answer = await world.app.inject({
    method: 'POST',
    url: `/v1/payments/${paymentId}/refund`,
    payload: { reason: 'goodwill', ...body },
    headers,
  });
  const json = answer.json();
  return { status: answer.statusCode, code: json.details?.code, refundId: json.data?.refund_id, body: json };
}

/** What the payment's row says of the money that went back. */
export async function moneyOf(world: PaymentWorld, paymentId: string) {
  const [row] = await world.database.query<{
    status: string;
    refunded_minor: string;
    returned_minor: string;
    charged_back_minor: string;
    open_disputes: number;
  }>(`SELECT status, refunded_minor, returned_minor, charged_back_minor, open_disputes FROM payment WHERE id = $1`, [
    paymentId,
  ]);
  return row;
}

/** Messages about a refund or a dispute that wait for the subscription service, in order. */
export async function toldOf(world: PaymentWorld, member: 'refund_id' | 'dispute_id' | 'payment_id', id: string) {
  const rows = await world.database.query<{ envelope: { action: string; payload: Record<string, string> } }>(
    `SELECT envelope FROM outbox_message
     WHERE queue = 'q:pay:subscription_update' AND envelope->'payload'->>$1 = $2 ORDER BY created_at, id`,
    [member, id],
  );
  return rows.map(({ envelope }) => envelope);
}
