/** Why a card was refused. A gateway's finer reasons are folded into `card_declined`. */
export const DECLINE_CODES = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

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

export interface ChargeRequest {
  paymentId: string;
  /** Written to our database before the call; the same key never moves money twice. */
  idempotencyKey: string;
  /** ISO 4217 minor units, positive. */
  amountMinor: bigint;
  /** ISO 4217, upper case. */
  currency: string;
  source: { card: RawCard } | { token: string };
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

/** `amountMinor` and `currency` are what the gateway says it took, so that the caller can compare them with what is due. */
export type ChargeOutcome =
  | { status: 'succeeded'; gatewayReference: string; card?: CardFacts; amountMinor: bigint; currency: string }
  | { status: 'declined'; code: DeclineCode; gatewayReference?: string; card?: CardFacts }
  | { status: 'processing'; gatewayReference: string; card?: CardFacts };

export interface ChargeLookup {
  paymentId: string;
  idempotencyKey: string;
  /** Real time (not billing time) of the first attempt. */
  startedAt: Date;
}

export type FoundCharge = ChargeOutcome | { status: 'not_found' };

export type GatewayEvent = { id: string; createdAt: Date } & (
  | { kind: 'charge_settled'; gatewayReference: string; paymentId?: string; outcome: ChargeOutcome }
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
   * Reads a webhook, if it is rightly signed over the raw bytes and stamped within 300 s of the real clock, either side.
   * @throws AppError `invalid_gateway_signature`; `malformed_json` for a signed body that is not an event.
   */
  parseEvent(rawBody: Buffer, headers: GatewayHeaders): GatewayEvent;

  /** Answers when the gateway is reachable and takes our credentials. Throws GatewayUnavailable otherwise. */
  ping(): Promise<void>;
}

/** Nest's token for the gateway that the configuration names. */
export const PAYMENT_GATEWAY = Symbol('PAYMENT_GATEWAY');
