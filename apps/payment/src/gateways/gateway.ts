/**
 * Why a card was refused. Banks that give no reason, and reasons that nobody here would act upon, are `card_declined`;
 * which of these may be tried again is decided by the kernel's table of decline kinds.
 */
export const DECLINE_CODES = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
  'do_not_honor',
  'limit_exceeded',
  'try_again_later',
  'authentication_required',
  'invalid_number',
  'account_closed',
  'lost_card',
  'stolen_card',
  'pickup_card',
  'restricted_card',
  'fraudulent',
  'do_not_try_again',
  'authorization_revoked',
  'card_not_supported',
  'transaction_not_allowed',
  /** The saved method is no longer at the gateway: someone took it away there. */
  'payment_method_gone',
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

/** Why a refund was not made. `refund_failed` when the gateway gives no reason that we know. */
export const REFUND_FAILURE_CODES = [
  'charge_already_refunded',
  'charge_disputed',
  'refund_exceeds_charge',
  'charge_not_refundable',
  'card_account_closed',
  'balance_insufficient',
  'refund_failed',
] as const;
export type RefundFailureCode = (typeof REFUND_FAILURE_CODES)[number];

/** A card as its holder typed it. Lives in memory only, on its way to the gateway: never stored, queued or logged. */
export interface RawCard {
  number: string;
  /** 1–12 */
  expMonth: number;
  /** Four digits */
  expYear: number;
  cvc: string;
  holderName?: string;
}

/** A card that the gateway keeps for us, under the customer that the gateway keeps for the account. */
export interface MethodReference {
  customerReference: string;
  methodReference: string;
}

export interface SaveMethodRequest {
  accountId: string;
  /** When the account is known at the gateway already; without it, a customer is made there, once per account. */
  customerReference?: string;
  /** Our id of the method; written at the gateway, so that people find their way there. */
  methodId: string;
  /** Written to our database before the call; the same key never saves two methods. */
  idempotencyKey: string;
  source: { card: RawCard } | { token: string };
}

export type SaveMethodOutcome =
  | ({ status: 'saved'; card: CardFacts } & MethodReference)
  | { status: 'declined'; code: DeclineCode; card?: CardFacts };

export interface ChargeRequest {
  paymentId: string;
  /** Written to our database before the call; the same key never moves money twice. */
  idempotencyKey: string;
  /** ISO 4217 minor units, positive. */
  amountMinor: bigint;
  /** ISO 4217, upper case. */
  currency: string;
  source: { card: RawCard } | { token: string } | { method: MethodReference };
  /** The card's holder is not there to answer a question of the bank: a renewal, a retry. Only for a saved method. */
  offSession?: boolean;
  description?: string;
  facts: { invoiceId: string; accountId: string; subscriptionId?: string };
}

/** The only facts of a card that may be kept. */
export interface CardFacts {
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
}

/** What the gateway keeps for itself, in ISO minor units of the currency in which it settles with us. */
export interface GatewayFee {
  amountMinor: bigint;
  currency: string;
}

export interface TakenCharge {
  status: 'succeeded';
  gatewayReference: string;
  card?: CardFacts;
  /** What the gateway says it took, so that the caller can compare it with what is due. */
  amountMinor: bigint;
  currency: string;
  /** Only when the gateway knows it at once; otherwise `listMovements` tells it later. */
  fee?: GatewayFee;
}

export type ChargeOutcome =
  | TakenCharge
  | { status: 'declined'; code: DeclineCode; gatewayReference?: string; card?: CardFacts }
  | { status: 'processing'; gatewayReference: string; card?: CardFacts };

export interface ChargeLookup {
  paymentId: string;
  idempotencyKey: string;
  /** Real time (not billing time) of the first attempt. */
  startedAt: Date;
}

export type FoundCharge = ChargeOutcome | { status: 'not_found' };

export interface RefundRequest {
  refundId: string;
  paymentId: string;
  /** Written to our database before the call; the same key never gives money back twice. */
  idempotencyKey: string;
  /** `gatewayReference` of the charge. */
  chargeReference: string;
  /** ISO 4217 minor units, positive. */
  amountMinor: bigint;
  /** ISO 4217, upper case; the charge's. */
  currency: string;
}

/** `processing`: the money is on its way, and `refund_settled` or `findRefund` tells how it ended. */
export type RefundOutcome =
  | { status: 'succeeded' | 'processing'; refundReference: string }
  | { status: 'failed'; code: RefundFailureCode; refundReference?: string };

export interface RefundLookup {
  refundId: string;
  /** What the gateway calls it, when that is known: one that was made at the gateway itself does not bear our id. */
  refundReference?: string;
  idempotencyKey: string;
  chargeReference: string;
  /** Real time (not billing time) of the first attempt. */
  startedAt: Date;
}

export type FoundRefund = RefundOutcome | { status: 'not_found' };

export type DisputeStanding = 'open' | 'won' | 'lost' | 'not_found';

/** One movement of money at the gateway, as its own books have it. `amountMinor` is positive, whichever way it went. */
export interface GatewayMovement {
  /** Unique per movement: the row of the gateway's books. */
  id: string;
  kind: 'charge' | 'refund' | 'dispute' | 'dispute_reversal';
  /** `gatewayReference` of a charge, `refundReference` of a refund, `disputeReference` of a dispute and its reversal. */
  reference: string;
  /** `gatewayReference` of the charge that a refund or a dispute is about; a charge's own. */
  chargeReference?: string;
  /** Our ids, as far as the gateway was told them. */
  paymentId?: string;
  refundId?: string;
  disputeReference?: string;
  /** Of a dispute: the bank's word. */
  reason?: string;
  amountMinor: bigint;
  currency: string;
  feeMinor: bigint;
  feeCurrency: string;
  /** `processing`: a refund on its way. `failed`: a refund that came back to us, its going and its coming. */
  status: 'succeeded' | 'processing' | 'failed';
  /** Of a dispute: the bank has decided, and the money is gone for good. */
  isLost?: boolean;
  createdAt: Date;
}

export interface DisputeFacts {
  disputeReference: string;
  /** `gatewayReference` of the charge that is disputed. */
  gatewayReference: string;
  paymentId?: string;
  amountMinor: bigint;
  currency: string;
  /** The bank's word, such as `fraudulent`. */
  reason: string;
}

export type GatewayEvent = { id: string; createdAt: Date } & (
  | { kind: 'charge_settled'; gatewayReference: string; paymentId?: string; outcome: ChargeOutcome }
  | {
      kind: 'refund_settled';
      refundReference: string;
      refundId?: string;
      /** Of the charge. */
      gatewayReference?: string;
      amountMinor: bigint;
      currency: string;
      outcome: RefundOutcome;
    }
  /** The bank took the money back. Comes once or more per dispute. */
  | ({ kind: 'dispute_opened' } & DisputeFacts)
  /** Won: the money is ours again. May come before `dispute_opened`. */
  | ({ kind: 'dispute_closed'; outcome: 'won' | 'lost' } & DisputeFacts)
  | { kind: 'other'; type: string }
);

export type GatewayHeaders = Record<string, string | string[] | undefined>;

/** What the payment service asks of whoever moves the money. Every adapter passes `gateway.contract.ts`. */
export interface PaymentGateway {
  readonly name: 'stripe' | 'mock';

  /**
   * Takes the money, at most once per idempotency key. A declined card is an outcome, not an error.
   * @throws GatewayOutcomeUnknown when the money may or may not have moved: ask `findCharge`, never charge again blindly.
   * @throws GatewayUnavailable when this call surely moved nothing (an earlier call with the same key still may have).
   * @throws AppError `invalid_card_number`, `invalid_card_expiry`, `invalid_payment_token`, `amount_not_chargeable`:
   *   the gateway read the request and refused it; nothing moved.
   */
  charge(request: ChargeRequest): Promise<ChargeOutcome>;

  /** What became of a charge whose answer was lost. Never charges. Throws GatewayUnavailable when it cannot tell. */
  findCharge(lookup: ChargeLookup): Promise<FoundCharge>;

  /**
   * Burns the idempotency key, so that a late original request can never charge. Safe to repeat. A key that was used
   * already is fine too: the charge, if there is one, shows up in the `findCharge` that must follow.
   * @throws GatewayOutcomeUnknown when the original is running right now; GatewayUnavailable when nothing was burned.
   */
  fence(lookup: ChargeLookup): Promise<void>;

  /**
   * Keeps a card for later charges, verified by an authorisation of nothing. A refused card is an outcome. The same key
   * and request give the same answer, and one method at the gateway.
   * @throws GatewayUnavailable always when it did not come to an end: repeat it with the same key, no money is at stake.
   * @throws AppError as `charge` does, for data that cannot be a card or a token
   */
  saveMethod(request: SaveMethodRequest): Promise<SaveMethodOutcome>;

  /** The gateway forgets the method; one that it does not know (any more) is fine too. Throws GatewayUnavailable. */
  forgetMethod(method: MethodReference): Promise<void>;

  /**
   * The gateway forgets a customer with all methods; money that moved stays in its books, and can still go back. One that
   * it does not know (any more) is fine too. Throws GatewayUnavailable.
   */
  forgetCustomer(customerReference: string): Promise<void>;

  /**
   * Gives money of a charge back, at most once per idempotency key. A refusal is an outcome.
   * @throws GatewayOutcomeUnknown, GatewayUnavailable, AppError `amount_not_chargeable` as `charge`
   */
  refund(request: RefundRequest): Promise<RefundOutcome>;

  /** What became of a refund whose answer was lost. Never refunds. Throws GatewayUnavailable when it cannot tell. */
  findRefund(lookup: RefundLookup): Promise<FoundRefund>;

  /** As `fence`: a late original can never refund under this key; `findRefund` must follow. */
  fenceRefund(lookup: RefundLookup): Promise<void>;

  /** How a dispute stands. Its loss moves nothing, so that the books of that day do not tell it. Throws GatewayUnavailable. */
  findDispute(disputeReference: string): Promise<DisputeStanding>;

  /**
   * Every movement of money that the gateway booked in `[from, to)` (real time), newest first, page by page.
   * Throws GatewayUnavailable.
   */
  listMovements(window: { from: Date; to: Date }): AsyncIterable<GatewayMovement>;

  /**
   * Reads a webhook, if it is rightly signed over the raw bytes and stamped within 300 s of the real clock, either side.
   * @throws AppError `invalid_gateway_signature`; `malformed_json` for a signed body that is not an event.
   */
  parseEvent(rawBody: Buffer, headers: GatewayHeaders): GatewayEvent;

  /** Answers when the gateway is reachable and takes our credentials. Throws GatewayUnavailable otherwise. */
  ping(): Promise<void>;
}

/** Nest's token for the gateway that the configuration names. */
export const PAYMENT_GATEWAY = Symbol('PAYMENT_GATEWAY');
