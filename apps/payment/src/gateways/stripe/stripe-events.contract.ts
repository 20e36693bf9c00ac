/** Events in Stripe's shapes, as the contract suite wants to have them read. */
function eventOf(type: string, object: object): object {
  return { id: 'evt_1', object: 'event', created: 1_790_000_000, type, data: { object } };
}

/** `status` and `amount_received` as Stripe has them for 29.99 USD that were taken. */
export function intentEvent(metadata: Record<string, string>, type = 'payment_intent.succeeded'): object {
  const amounts = { amount: 2999, amount_received: 2999, currency: 'usd' };
  const facts = { id: 'ref_1', object: 'payment_intent', status: 'succeeded', ...amounts, metadata };
  return eventOf(type, { ...facts, payment_method: 'pm_1', last_payment_error: null });
}

export function refundEvent(status: 'pending' | 'succeeded' | 'failed', reason?: string): object {
  return eventOf(status === 'failed' ? 'refund.failed' : 'refund.updated', {
    id: 're_1',
    object: 'refund',
    status,
    amount: 1000,
    currency: 'usd',
    payment_intent: 'ref_1',
    metadata: { refund_id: 'refund_1' },
    ...(reason !== undefined && { failure_reason: reason }),
  });
}

export function disputeEvent(status: string, type: string): object {
  const amounts = { amount: 2999, currency: 'usd' };
  const facts = { id: 'dp_1', object: 'dispute', ...amounts, payment_intent: 'ref_1', charge: 'ch_1' };
  return eventOf(type, { ...facts, reason: 'fraudulent', status });
}

export const stripeEvents = {
  settledEvent: () => intentEvent({ payment_id: 'pay_1' }),
  refundEvent: (status: 'succeeded' | 'failed') => refundEvent(status),
  disputeEvent: (status: 'opened' | 'won' | 'lost') =>
    status === 'opened'
      ? disputeEvent('needs_response', 'charge.dispute.created')
      : disputeEvent(status, 'charge.dispute.closed'),
};
