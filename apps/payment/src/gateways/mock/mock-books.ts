import type { CardFacts, ChargeOutcome, GatewayFee, GatewayMovement } from '../gateway';

export interface MockMovement {
  seq: number;
  kind: GatewayMovement['kind'];
  /** The charge's own, also for what came after it. */
  paymentId: string;
  gatewayReference: string;
  /** Of the charge, the refund or the dispute. */
  reference: string;
  refundId?: string;
  idempotencyKey: string;
  amountMinor: bigint;
  currency: string;
  atMs: number;
  isLost?: boolean;
}

export interface KeptCharge {
  paymentId: string;
  sameAs: string;
  outcome: ChargeOutcome;
  amountMinor: bigint;
  currency: string;
  card: CardFacts;
  settlesAtMs: number;
  refundedMinor: bigint;
  isDisputed: boolean;
}

/** Trouble that tests order. */
export type MockFault = 'lose_answer' | 'lose_request' | 'refuse_connection';

/** A key that was burned: what comes with it later does nothing. */
export const FENCED = 'fenced';

/** What the mock remembers: charges by payment, keys by what they were used for, and every movement of money in order. */
export class MockBooks {
  readonly journal: MockMovement[] = [];
  readonly charges = new Map<string, KeptCharge>();
  readonly keys = new Map<string, object | typeof FENCED>();

  constructor(readonly nowMs: () => number) {}

  move(movement: Omit<MockMovement, 'seq' | 'atMs'>): void {
    this.journal.push({ seq: this.journal.length + 1, atMs: this.nowMs(), ...movement });
  }

  /** The bank has decided that what it took stays gone. */
  lose(disputeReference: string): void {
    for (const movement of this.journal) if (movement.reference === disputeReference) movement.isLost = true;
  }

  fence(key: string): void {
    if (!this.keys.has(key)) this.keys.set(key, FENCED);
  }

  /** Newest first. */
  *movements(fromMs: number, toMs: number): Generator<GatewayMovement> {
    for (let index = this.journal.length - 1; index >= 0; index -= 1) {
      const movement = this.journal[index];
      if (movement && movement.atMs >= fromMs && movement.atMs < toMs) yield toGatewayMovement(movement);
    }
  }
}

/** 2.9 % rounded half up, and 30 minor units: what Stripe takes for a card in the United States. */
export function feeOf(amountMinor: bigint, currency: string): GatewayFee {
  return { amountMinor: (amountMinor * 29n + 500n) / 1000n + 30n, currency };
}

function toGatewayMovement(movement: MockMovement): GatewayMovement {
  const { kind, paymentId, refundId, reference, gatewayReference, amountMinor, currency } = movement;
  return {
    id: `mock_txn_${movement.seq}`,
    kind,
    reference,
    chargeReference: gatewayReference,
    ...(kind === 'charge' && { paymentId }),
    ...(refundId !== undefined && { refundId }),
    ...(movement.isLost === true && { isLost: true }),
    ...(kind.startsWith('dispute') && { disputeReference: reference, reason: 'fraudulent' }),
    amountMinor,
    currency,
    feeMinor: kind === 'charge' ? feeOf(amountMinor, currency).amountMinor : 0n,
    feeCurrency: currency,
    status: 'succeeded',
    createdAt: new Date(movement.atMs),
  };
}
