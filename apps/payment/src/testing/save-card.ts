import type { PaymentMethodView } from '@libs/dto';
import { newId } from '@libs/persistence';
import { CARD } from './pay';
import type { PaymentWorld } from './payment-world';

export interface Saved {
  status: number;
  text: string;
  body: { data: PaymentMethodView; details: { code: string } };
  isReplayed: boolean;
}

interface CallOptions {
  as?: string | undefined;
  key?: string;
  body?: object;
}

/** Any call of the saved methods' door, as an account's customer or, without one, as staff. */
export async function callMethods(
  world: PaymentWorld,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { as, key, body }: CallOptions = {},
): Promise<Saved> {
  const answer = await world.app.inject({
    method,
    url: `/v1/payment-methods${path}`,
    ...(body && { payload: body }),
    headers: { ...(as && { 'x-test-account': as }), ...(key && { 'idempotency-key': key }) },
  });
  const isReplayed = answer.headers['idempotent-replayed'] === 'true';
  const text = answer.body;
  return { status: answer.statusCode, text, body: text === '' ? ({} as Saved['body']) : answer.json(), isReplayed };
}

/** Saves a card of the account; `fields` replace or add members. */
export async function saveCard(world: PaymentWorld, accountId = newId(), fields: object = {}, key?: string) {
  return callMethods(world, 'POST', '', { as: accountId, body: { ...CARD, ...fields }, ...(key && { key }) });
}
