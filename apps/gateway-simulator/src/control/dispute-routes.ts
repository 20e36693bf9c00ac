import type { FastifyInstance } from 'fastify';
import type { CardVault } from '../cards/card-vault';
import { ApiError } from '../http/api-error';
import { decideDispute, openDispute } from '../operations/disputes';
import { Call } from '../operations/operation';
import { emptyChange } from '../store/change';
import type { Store } from '../store/store';
import type { Dispute } from '../stripe-objects';

export interface DisputeParts {
  store: Store;
  vault: CardVault;
  nowMs: () => number;
  webhooksOn: boolean;
}

/** Lets tests and people be the card holder's bank: `POST /__disputes {payment_intent}`, `PUT /__disputes/{id} {outcome}`. */
export function addDisputeRoutes(app: FastifyInstance, parts: DisputeParts): void {
  app.post('/__disputes', (request) => {
    const intentId = String((request.body as Record<string, unknown> | null)?.['payment_intent']);
    return happen(parts, (call) => {
      const intent = call.read('payment_intent', intentId, 'payment_intent');
      const charge = call.read('charge', intent.latest_charge ?? '', 'charge');
      if (charge.status !== 'succeeded' || charge.disputed || charge.refunded) {
        throw ApiError.invalid('This charge holds no money that could be disputed.', 'charge');
      }
      return openDispute(call, charge);
    });
  });
  app.put('/__disputes/:id', (request) => {
    const outcome = (request.body as Record<string, unknown> | null)?.['outcome'];
    if (outcome !== 'won' && outcome !== 'lost') throw ApiError.invalid('outcome is won or lost.', 'outcome');
    const { id } = request.params as { id: string };
    return happen({ ...parts, pathId: id }, (call) => decideDispute(call, outcome));
  });
}

async function happen(parts: DisputeParts & { pathId?: string }, work: (call: Call) => Dispute): Promise<Dispute> {
  const { store, vault, nowMs, webhooksOn, pathId = '' } = parts;
  const change = emptyChange();
  const facts = { world: store.world, vault, params: {}, pathId, idempotencyKey: null, nowMs: nowMs(), webhooksOn };
  const dispute = work(new Call(facts, change));
  store.apply(change);
  await store.record(change);
  return dispute;
}
