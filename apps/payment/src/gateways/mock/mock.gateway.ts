import { randomUUID } from 'node:crypto';
import type { RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { verifyEventSignature } from '../event-signature';
import type {
  ChargeLookup,
  ChargeOutcome,
  ChargeRequest,
  DisputeFacts,
  DisputeStanding,
  FoundCharge,
  FoundRefund,
  GatewayEvent,
  GatewayHeaders,
  GatewayMovement,
  MethodReference,
  PaymentGateway,
  RefundFailureCode,
  RefundLookup,
  RefundOutcome,
  RefundRequest,
  SaveMethodOutcome,
  SaveMethodRequest,
} from '../gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { FENCED, feeOf, MockBooks, type KeptCharge, type MockFault, type MockMovement } from './mock-books';
import { cardFacts, numberOfToken, passesLuhn, verdictOf } from './mock-cards';
import { MockDisputes } from './mock-disputes';
import { readMockEvent } from './mock-event';
import { MockMethods, type MockCard } from './mock-methods';
import { MockRefunds } from './mock-refunds';

const SETTLES_AFTER_MS = 1500;

export interface MockOptions {
  webhookSecret: string;
  clock: RealClock;
  /** Whether a charge's outcome names its fee; a real gateway may know it only later, from its books. */
  tellsFees?: boolean;
}

/** A gateway inside the process: same cards, same keys, no wire. For tests, and to measure the payment flow alone. */
export class MockGateway implements PaymentGateway {
  readonly name = 'mock';
  private readonly books = new MockBooks(() => this.nowMs());
  private readonly methods = new MockMethods();
  private readonly refunds = new MockRefunds(this.books);
  private readonly disputes = new MockDisputes(this.books);
  private chargeFaults: MockFault[] = [];
  private saveFaults: MockFault[] = [];
  private forgetFaults: MockFault[] = [];

  constructor(private readonly options: MockOptions) {}

  /** Every movement of money, in order: the second witness of tests. */
  get journal(): readonly MockMovement[] {
    return this.books.journal;
  }

  /** The next `count` calls of the kind meet this trouble. */
  breakNext(fault: MockFault, count = 1, call: 'charge' | 'refund' | 'save' | 'forget' = 'charge'): void {
    if (call === 'refund') return this.refunds.breakNext(fault, count);
    const faults = { charge: this.chargeFaults, save: this.saveFaults, forget: this.forgetFaults }[call];
    faults.push(...Array<MockFault>(count).fill(fault));
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    const fault = this.chargeFaults.shift();
    if (fault === 'refuse_connection') throw new GatewayUnavailable('connection_refused');
    if (fault === 'lose_request') throw new GatewayOutcomeUnknown('connection_lost');
    checkAmount(request);
    const card = this.cardOf(request.source);
    if (card === undefined) return { status: 'declined', code: 'payment_method_gone' };
    const sameAs = `${request.paymentId} ${request.amountMinor} ${request.currency} ${card.facts.last4}`;
    const kept = this.books.keys.get(request.idempotencyKey) as KeptCharge | typeof FENCED | undefined;
    if (kept === FENCED) throw new GatewayOutcomeUnknown('key_used_otherwise');
    if (kept) {
      if (kept.sameAs !== sameAs) throw new GatewayOutcomeUnknown('key_used_otherwise');
      return kept.outcome;
    }
    const made = this.decide(request, card, sameAs);
    this.keep(request, made);
    if (fault === 'lose_answer' || card.verdict === 'lost') throw new GatewayOutcomeUnknown('time_out');
    return made.outcome;
  }

  async findCharge(lookup: ChargeLookup): Promise<FoundCharge> {
    const kept = this.books.charges.get(lookup.paymentId);
    if (!kept) return { status: 'not_found' };
    if (kept.outcome.status === 'processing' && this.nowMs() >= kept.settlesAtMs) {
      kept.outcome = this.taken(kept, kept.outcome.gatewayReference);
      this.book(lookup.idempotencyKey, kept);
    }
    return kept.outcome;
  }

  async fence(lookup: ChargeLookup): Promise<void> {
    this.books.fence(lookup.idempotencyKey);
  }

  async saveMethod(request: SaveMethodRequest): Promise<SaveMethodOutcome> {
    const fault = this.saveFaults.shift();
    if (fault === 'refuse_connection') throw new GatewayUnavailable('connection_refused');
    if (fault === 'lose_request') throw new GatewayUnavailable('connection_lost');
    const card = this.cardOf(request.source);
    const outcome = this.methods.save(request, card);
    if (fault === 'lose_answer') throw new GatewayUnavailable('time_out');
    return outcome;
  }

  async forgetMethod(method: MethodReference): Promise<void> {
    this.methods.forget(method);
  }

  async forgetCustomer(customerReference: string): Promise<void> {
    const fault = this.forgetFaults.shift();
    if (fault) throw new GatewayUnavailable('connection_lost');
    this.methods.forgetCustomer(customerReference);
  }

  async refund(request: RefundRequest): Promise<RefundOutcome> {
    return this.refunds.refund(request);
  }

  async findRefund(lookup: RefundLookup): Promise<FoundRefund> {
    return this.refunds.find(lookup);
  }

  async fenceRefund(lookup: RefundLookup): Promise<void> {
    this.books.fence(lookup.idempotencyKey);
  }

  async findDispute(disputeReference: string): Promise<DisputeStanding> {
    return this.disputes.find(disputeReference);
  }

  async *listMovements({ from, to }: { from: Date; to: Date }): AsyncGenerator<GatewayMovement> {
    yield* this.books.movements(from.getTime(), to.getTime());
  }

  /** The next refund is on its way until `settleRefund`, or fails with this code. */
  endNextRefundAs(ending: 'processing' | RefundFailureCode): void {
    this.refunds.endNextAs(ending);
  }

  settleRefund(refundId: string, code?: RefundFailureCode): void {
    this.refunds.settle(refundId, code);
  }

  /** The card holder's bank takes the money of a charge back. */
  openDispute(gatewayReference: string): DisputeFacts {
    return this.disputes.open(gatewayReference);
  }

  closeDispute(disputeReference: string, outcome: 'won' | 'lost'): DisputeFacts {
    return this.disputes.close(disputeReference, outcome);
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

  private cardOf(source: SaveMethodRequest['source']): MockCard;
  private cardOf(source: ChargeRequest['source']): MockCard | undefined;
  private cardOf(source: ChargeRequest['source']): MockCard | undefined {
    if ('method' in source) return this.methods.find(source.method);
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

  private decide(request: ChargeRequest, { facts: card, verdict }: MockCard, sameAs: string): KeptCharge {
    const { paymentId, amountMinor, currency } = request;
    const gatewayReference = `mock_${randomUUID()}`;
    const settlesAtMs = verdict === 'processes' ? this.nowMs() + SETTLES_AFTER_MS : 0;
    const facts = { paymentId, sameAs, amountMinor, currency, card, settlesAtMs, refundedMinor: 0n, isDisputed: false };
    if (verdict === 'succeeds' || verdict === 'lost') {
      return { ...facts, outcome: this.taken(facts, gatewayReference) };
    }
    if (verdict === 'processes') return { ...facts, outcome: { status: 'processing', gatewayReference, card } };
    const code = verdict === 'declines_later' ? 'card_declined' : verdict;
    return { ...facts, outcome: { status: 'declined', code, gatewayReference, card } };
  }

  private taken(charge: Omit<KeptCharge, 'outcome'>, gatewayReference: string): ChargeOutcome {
    const { card, amountMinor, currency } = charge;
    const fee = this.options.tellsFees === true ? { fee: feeOf(amountMinor, currency) } : {};
    return { status: 'succeeded', gatewayReference, card, amountMinor, currency, ...fee };
  }

  private keep(request: ChargeRequest, charge: KeptCharge): void {
    this.books.keys.set(request.idempotencyKey, charge);
    this.books.charges.set(request.paymentId, charge);
    if (charge.outcome.status === 'succeeded') this.book(request.idempotencyKey, charge);
  }

  private book(idempotencyKey: string, { paymentId, outcome, amountMinor, currency }: KeptCharge): void {
    const reference = outcome.gatewayReference ?? '';
    const facts = { paymentId, gatewayReference: reference, reference, idempotencyKey, amountMinor, currency };
    this.books.move({ kind: 'charge', ...facts });
  }
}

/** Refuses what real gateways refuse: nothing, and card amounts of three decimals that do not end in zero. */
function checkAmount({ amountMinor, currency }: ChargeRequest): void {
  const isThreeDecimal = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'].includes(currency);
  if (amountMinor <= 0n || (isThreeDecimal && amountMinor % 10n !== 0n)) {
    throw new AppError('amount_not_chargeable', { currency });
  }
}
