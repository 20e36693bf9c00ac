import { randomUUID } from 'node:crypto';
import type { RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { verifyEventSignature } from '../event-signature';
import type {
  CardFacts,
  ChargeLookup,
  ChargeOutcome,
  ChargeRequest,
  FoundCharge,
  GatewayEvent,
  GatewayHeaders,
  PaymentGateway,
} from '../gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { cardFacts, numberOfToken, passesLuhn, verdictOf, type MockVerdict } from './mock-cards';
import { readMockEvent } from './mock-event';

export interface MockMovement {
  seq: number;
  paymentId: string;
  idempotencyKey: string;
  gatewayReference: string;
  amountMinor: bigint;
  currency: string;
}

export type MockFault = 'lose_answer' | 'lose_request' | 'refuse_connection';

interface KeptCharge {
  paymentId: string;
  sameAs: string;
  outcome: ChargeOutcome;
  amountMinor: bigint;
  currency: string;
  settlesAtMs: number;
}

const SETTLES_AFTER_MS = 1500;
const FENCED = 'fenced';

/** A gateway inside the process: same cards, same keys, no wire. For tests, and to measure the payment flow alone. */
export class MockGateway implements PaymentGateway {
  readonly name = 'mock';
  /** Every movement of money, in order: the second witness of tests. */
  readonly journal: MockMovement[] = [];
  private readonly byKey = new Map<string, KeptCharge | typeof FENCED>();
  private readonly byPayment = new Map<string, KeptCharge>();
  private faults: MockFault[] = [];

  constructor(private readonly options: { webhookSecret: string; clock: RealClock }) {}

  /** The next `count` charges meet this trouble. */
  breakNext(fault: MockFault, count = 1): void {
    this.faults.push(...Array<MockFault>(count).fill(fault));
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    const fault = this.faults.shift();
    if (fault === 'refuse_connection') throw new GatewayUnavailable('connection_refused');
    if (fault === 'lose_request') throw new GatewayOutcomeUnknown('connection_lost');
    checkAmount(request);
    const { facts, verdict } = this.cardOf(request);
    const sameAs = `${request.paymentId} ${request.amountMinor} ${request.currency} ${facts.last4}`;
    const kept = this.byKey.get(request.idempotencyKey);
    if (kept === FENCED) throw new GatewayOutcomeUnknown('key_used_otherwise');
    if (kept) {
      if (kept.sameAs !== sameAs) throw new GatewayOutcomeUnknown('key_used_otherwise');
      return kept.outcome;
    }
    const made = this.decide(request, facts, verdict);
    this.keep(request, { ...made, sameAs });
    if (fault === 'lose_answer' || verdict === 'lost') throw new GatewayOutcomeUnknown('time_out');
    return made.outcome;
  }

  async findCharge(lookup: ChargeLookup): Promise<FoundCharge> {
    const kept = this.byPayment.get(lookup.paymentId);
    if (!kept) return { status: 'not_found' };
    if (kept.outcome.status === 'processing' && this.nowMs() >= kept.settlesAtMs) {
      const { amountMinor, currency } = kept;
      kept.outcome = { ...kept.outcome, status: 'succeeded', amountMinor, currency };
      this.book(lookup.idempotencyKey, kept);
    }
    return kept.outcome;
  }

  async fence(lookup: ChargeLookup): Promise<void> {
    if (!this.byKey.has(lookup.idempotencyKey)) this.byKey.set(lookup.idempotencyKey, FENCED);
  }

  parseEvent(rawBody: Buffer, headers: GatewayHeaders): GatewayEvent {
    const { webhookSecret, clock } = this.options;
    verifyEventSignature(headers['stripe-signature'], rawBody, webhookSecret, clock.now().epochSeconds);
    return readMockEvent(rawBody);
  }

  async ping(): Promise<void> {}

  private nowMs(): number {
    return this.options.clock.now().epochMilliseconds;
  }

  private cardOf({ source }: ChargeRequest): { facts: CardFacts; verdict: MockVerdict } {
    if ('token' in source) {
      const number = numberOfToken(source.token);
      if (number === undefined) throw new AppError('invalid_payment_token');
      const year = this.options.clock.now().toDate().getUTCFullYear() + 1;
      return { facts: cardFacts(number, 12, year), verdict: verdictOf(number) };
    }
    const { number, expMonth, expYear } = source.card;
    if (!passesLuhn(number)) throw new AppError('invalid_card_number');
    if (!Number.isInteger(expMonth) || expMonth < 1 || expMonth > 12) throw new AppError('invalid_card_expiry');
    // A card is good to the end of its month.
    const isExpired = Date.UTC(expYear, expMonth, 1) <= this.nowMs();
    const verdict = isExpired ? 'expired_card' : verdictOf(number);
    return { facts: cardFacts(number, expMonth, expYear), verdict };
  }

  private decide(request: ChargeRequest, card: CardFacts, verdict: MockVerdict): Omit<KeptCharge, 'sameAs'> {
    const { paymentId, amountMinor, currency } = request;
    const gatewayReference = `mock_${randomUUID()}`;
    const settlesAtMs = verdict === 'processes' ? this.nowMs() + SETTLES_AFTER_MS : 0;
    const outcome: ChargeOutcome =
      verdict === 'succeeds' || verdict === 'lost'
        ? { status: 'succeeded', gatewayReference, card, amountMinor, currency }
        : verdict === 'processes'
          ? { status: 'processing', gatewayReference, card }
          : { status: 'declined', code: verdict, gatewayReference, card };
    return { paymentId, outcome, amountMinor, currency, settlesAtMs };
  }

  private keep(request: ChargeRequest, charge: KeptCharge): void {
    this.byKey.set(request.idempotencyKey, charge);
    this.byPayment.set(request.paymentId, charge);
    if (charge.outcome.status === 'succeeded') this.book(request.idempotencyKey, charge);
  }

  private book(idempotencyKey: string, { paymentId, outcome, amountMinor, currency }: KeptCharge): void {
    const gatewayReference = outcome.gatewayReference ?? '';
    this.journal.push({
      seq: this.journal.length + 1,
      paymentId,
      idempotencyKey,
      gatewayReference,
      amountMinor,
      currency,
    });
  }
}

/** Refuses what real gateways refuse: nothing, and card amounts of three decimals that do not end in zero. */
function checkAmount({ amountMinor, currency }: ChargeRequest): void {
  const isThreeDecimal = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'].includes(currency);
  if (amountMinor <= 0n || (isThreeDecimal && amountMinor % 10n !== 0n)) {
    throw new AppError('amount_not_chargeable', { currency });
  }
}
