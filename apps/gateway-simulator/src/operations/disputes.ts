import { ApiError } from '../http/api-error';
import { text } from '../http/form';
import { stripeId } from '../store/change';
import type { Charge, Dispute } from '../stripe-objects';
import { putBalanceTransaction } from './charge-card';
import { readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';

const DISPUTE_FEE_MINOR = 1500;
const DAYS_TO_ANSWER = 7;

export const disputeOperations: Operation[] = [
  ...readOperations('dispute', 'disputes', (item, params) => {
    const intent = text(params, 'payment_intent');
    return intent === undefined || item.payment_intent === intent;
  }),
  {
    name: 'disputes.update',
    method: 'POST',
    path: '/v1/disputes/:id',
    run(call) {
      const dispute = open(call);
      // Stripe's test words: they decide the case at once.
      const evidence = text(call.params, 'evidence', 'uncategorized_text');
      if (evidence === 'winning_evidence') return ok(win(call, dispute));
      if (evidence === 'losing_evidence') return ok(close(call, { ...dispute, status: 'lost' }));
      return ok(call.put({ ...dispute, evidence_details: { ...dispute.evidence_details, submission_count: 1 } }));
    },
  },
  {
    name: 'disputes.close',
    method: 'POST',
    path: '/v1/disputes/:id/close',
    run: (call) => ok(close(call, { ...open(call), status: 'lost' })),
  },
];

/** The card holder's bank takes the money back at once, and a fee with it. */
export function openDispute(call: Call, charge: Charge): Dispute {
  const id = stripeId('dp');
  const { currency, payment_intent: intent } = charge;
  // What was given back already is not the holder's to ask for.
  const amount = charge.amount - charge.amount_refunded;
  const facts = { type: 'adjustment' as const, source: id, currency };
  const balance = putBalanceTransaction(call, { ...facts, amount: -amount, fee: DISPUTE_FEE_MINOR });
  call.put<Charge>({ ...charge, disputed: true });
  const dispute = call.put<Dispute>({
    id,
    object: 'dispute',
    created: call.created,
    livemode: false,
    amount,
    balance_transactions: [balance.id],
    charge: charge.id,
    currency,
    evidence_details: { due_by: call.created + DAYS_TO_ANSWER * 86_400, submission_count: 0 },
    is_charge_refundable: false,
    metadata: {},
    payment_intent: intent,
    reason: 'fraudulent',
    status: 'needs_response',
  });
  const { metadata } = charge;
  call.move({
    kind: 'dispute',
    payment_intent: intent,
    source: id,
    amount,
    currency,
    status: dispute.status,
    metadata,
  });
  call.emit('charge.dispute.created', dispute);
  call.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decides. @throws ApiError when it is closed already */
export function decideDispute(call: Call, outcome: 'won' | 'lost'): Dispute {
  const dispute = open(call);
  return outcome === 'won' ? win(call, dispute) : close(call, { ...dispute, status: 'lost' });
}

function win(call: Call, dispute: Dispute): Dispute {
  const { amount, currency, payment_intent: intent, id } = dispute;
  const balance = putBalanceTransaction(call, { type: 'adjustment', source: id, amount, currency, fee: 0 });
  const { metadata } = call.read('charge', dispute.charge);
  call.move({
    kind: 'dispute_reversal',
    payment_intent: intent,
    source: id,
    amount,
    currency,
    status: 'won',
    metadata,
  });
  return close(call, {
    ...dispute,
    status: 'won',
    balance_transactions: [...dispute.balance_transactions, balance.id],
  });
}

function close(call: Call, closed: Dispute): Dispute {
  call.emit('charge.dispute.closed', closed);
  return call.put(closed);
}

function open(call: Call): Dispute {
  const dispute = call.read('dispute', call.pathId);
  if (dispute.status !== 'needs_response') throw ApiError.invalid('This dispute is already closed.');
  return dispute;
}
