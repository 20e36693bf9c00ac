import type { GatewayEvent, GatewayMovement } from '../gateways/gateway';

/**
 * The event that the gateway would have sent of the movement, so that what its webhook lost is applied by the same path.
 * Undefined for what no event tells.
 */
export function eventOfMovement(movement: GatewayMovement): GatewayEvent | undefined {
  const { id, reference, chargeReference, paymentId, amountMinor, currency, createdAt } = movement;
  const facts = { id: `reconciliation_${id}`, createdAt };
  const payment = paymentId === undefined ? {} : { paymentId };
  switch (movement.kind) {
    case 'charge':
      return {
        ...facts,
        kind: 'charge_settled',
        gatewayReference: reference,
        ...payment,
        outcome: { status: 'succeeded', gatewayReference: reference, amountMinor, currency },
      };
    case 'refund':
      return refundEvent(movement, facts);
    case 'dispute':
    case 'dispute_reversal': {
      if (chargeReference === undefined) return undefined;
      const moved = { gatewayReference: chargeReference, ...payment, amountMinor, currency };
      const dispute = {
        disputeReference: movement.disputeReference ?? reference,
        ...moved,
        reason: movement.reason ?? 'unknown',
      };
      if (movement.isLost === true) return { ...facts, kind: 'dispute_closed', outcome: 'lost', ...dispute };
      if (movement.kind === 'dispute') return { ...facts, kind: 'dispute_opened', ...dispute };
      return { ...facts, kind: 'dispute_closed', outcome: 'won', ...dispute };
    }
  }
}

function refundEvent(movement: GatewayMovement, facts: { id: string; createdAt: Date }): GatewayEvent | undefined {
  const { reference: refundReference, refundId, chargeReference, amountMinor, currency, status } = movement;
  if (status === 'processing') return undefined;
  const outcome =
    status === 'failed'
      ? ({ status, code: 'refund_failed', refundReference } as const)
      : ({ status, refundReference } as const);
  return {
    ...facts,
    kind: 'refund_settled',
    refundReference,
    ...(refundId !== undefined && { refundId }),
    ...(chargeReference !== undefined && { gatewayReference: chargeReference }),
    amountMinor,
    currency,
    outcome,
  };
}
