import { randomUUID } from 'node:crypto';
import { AppError } from '@libs/errors';
import type { FoundRefund, RefundFailureCode, RefundLookup, RefundOutcome, RefundRequest } from '../gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { FENCED, type KeptCharge, type MockBooks, type MockFault } from './mock-books';

interface KeptRefund {
  sameAs: string;
  request: RefundRequest;
  outcome: RefundOutcome;
}

const NOT_FOUND = { status: 'not_found' } as const;

/** Gives money back out of the mock's own books; the same key answers the same. */
export class MockRefunds {
  private readonly refunds = new Map<string, KeptRefund>();
  private readonly faults: MockFault[] = [];
  private endings: ('processing' | RefundFailureCode)[] = [];

  constructor(private readonly books: MockBooks) {}

  breakNext(fault: MockFault, count: number): void {
    this.faults.push(...Array<MockFault>(count).fill(fault));
  }

  endNextAs(ending: 'processing' | RefundFailureCode): void {
    this.endings.push(ending);
  }

  refund(request: RefundRequest): RefundOutcome {
    const fault = this.faults.shift();
    if (fault === 'refuse_connection') throw new GatewayUnavailable('connection_refused');
    if (fault === 'lose_request') throw new GatewayOutcomeUnknown('connection_lost');
    const outcome = this.once(request);
    if (fault === 'lose_answer') throw new GatewayOutcomeUnknown('time_out');
    return outcome;
  }

  find({ refundId, refundReference }: RefundLookup): FoundRefund {
    const made = [...this.refunds.values()].find(({ outcome }) => outcome.refundReference === refundReference);
    return (this.refunds.get(refundId) ?? (refundReference === undefined ? undefined : made))?.outcome ?? NOT_FOUND;
  }

  /** Ends a refund that was `processing`: the money went, or it could not go. */
  settle(refundId: string, code?: RefundFailureCode): void {
    const kept = this.refunds.get(refundId);
    const refundReference = kept?.outcome.refundReference;
    if (!kept || refundReference === undefined || kept.outcome.status !== 'processing') return;
    kept.outcome =
      code === undefined ? { status: 'succeeded', refundReference } : { status: 'failed', code, refundReference };
    const charge = this.books.charges.get(kept.request.paymentId);
    if (code === undefined) this.book(kept.request, refundReference);
    else if (charge) charge.refundedMinor -= kept.request.amountMinor;
  }

  private once(request: RefundRequest): RefundOutcome {
    if (request.amountMinor <= 0n) throw new AppError('amount_not_chargeable', { currency: request.currency });
    const sameAs = `refund ${request.refundId} ${request.paymentId} ${request.amountMinor} ${request.currency}`;
    const kept = this.books.keys.get(request.idempotencyKey) as KeptRefund | typeof FENCED | undefined;
    if (kept === FENCED) throw new GatewayOutcomeUnknown('key_used_otherwise');
    if (kept) {
      if (kept.sameAs !== sameAs) throw new GatewayOutcomeUnknown('key_used_otherwise');
      return kept.outcome;
    }
    const made: KeptRefund = { sameAs, request, outcome: this.decide(request) };
    this.books.keys.set(request.idempotencyKey, made);
    if (made.outcome.refundReference !== undefined) this.refunds.set(request.refundId, made);
    return made.outcome;
  }

  private decide(request: RefundRequest): RefundOutcome {
    const charge = this.books.charges.get(request.paymentId);
    const refusal = refusalOf(charge, request);
    if (refusal !== undefined) return { status: 'failed', code: refusal };
    const refundReference = `mock_re_${randomUUID()}`;
    const ending = this.endings.shift();
    if (ending !== undefined && ending !== 'processing') return { status: 'failed', code: ending, refundReference };
    if (charge) charge.refundedMinor += request.amountMinor;
    if (ending === 'processing') return { status: 'processing', refundReference };
    this.book(request, refundReference);
    return { status: 'succeeded', refundReference };
  }

  private book(request: RefundRequest, refundReference: string): void {
    const { paymentId, refundId, chargeReference, idempotencyKey, amountMinor, currency } = request;
    const facts = { paymentId, refundId, gatewayReference: chargeReference, reference: refundReference };
    this.books.move({ kind: 'refund', ...facts, idempotencyKey, amountMinor, currency });
  }
}

function refusalOf(charge: KeptCharge | undefined, request: RefundRequest): RefundFailureCode | undefined {
  if (charge?.outcome.status !== 'succeeded' || charge.outcome.gatewayReference !== request.chargeReference) {
    return 'charge_not_refundable';
  }
  if (charge.isDisputed) return 'charge_disputed';
  const left = charge.amountMinor - charge.refundedMinor;
  if (left === 0n) return 'charge_already_refunded';
  return request.amountMinor > left || request.currency !== charge.currency ? 'refund_exceeds_charge' : undefined;
}
