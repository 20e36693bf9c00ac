import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import type { ChargedPayment, ClaimedAnswer, PaymentFlag, Verdict } from '../charged-payment';
import { FLAG, HOLD, RECOGNIZE, SETTLE } from './settlement.sql';

export interface Settlement {
  payment: ChargedPayment;
  verdict: Verdict;
  claimed: ClaimedAnswer | undefined;
  at: Instant;
  audit: AuditFacts;
  message: (object & { id: string }) | undefined;
}

export interface Holding extends Omit<Settlement, 'message'> {
  /** Real time. */
  nextCheckAt: Instant | undefined;
}

/** Writes what became of a charge. Each call is one statement, so that all of it is there or none. */
@Injectable()
export class SettlementRepository {
  constructor(private readonly database: Database) {}

  /** True for the first outcome of the payment. */
  async settle({ message, ...settlement }: Settlement): Promise<boolean> {
    const envelope = message === undefined ? null : JSON.stringify(message);
    const params = [...sharedParams(settlement), message?.id ?? null, envelope];
    const rows = await this.database.named('payment_settle', SETTLE, params);
    if (rows.length > 0 && message !== undefined) this.database.outboxGrew();
    if (rows.length === 0) await this.recognize(settlement);
    return rows.length > 0;
  }

  private async recognize({ payment: { id }, verdict: { card } }: Omit<Settlement, 'message'>): Promise<void> {
    if (!card) return;
    await this.database.named('payment_recognize', RECOGNIZE, [
      id,
      card.brand,
      card.last4,
      card.expMonth,
      card.expYear,
    ]);
  }

  async hold({ nextCheckAt, ...holding }: Holding): Promise<boolean> {
    const params = [...sharedParams(holding), nextCheckAt?.toDate() ?? null, holding.verdict.flag ?? null];
    const rows = await this.database.named('payment_hold', HOLD, params);
    return rows.length > 0;
  }

  async flag(paymentId: string, flag: PaymentFlag, at: Instant): Promise<void> {
    await this.database.query(FLAG, [paymentId, flag, at.toDate()]);
  }
}

/** `$1` to `$16`, in the order in which both statements read them. */
function sharedParams({ payment, verdict, claimed, at, audit }: Omit<Settlement, 'message'>): unknown[] {
  const { card } = verdict;
  return [
    payment.id,
    verdict.status,
    verdict.gatewayReference ?? null,
    verdict.failureCode ?? null,
    card?.brand ?? null,
    card?.last4 ?? null,
    card?.expMonth ?? null,
    card?.expYear ?? null,
    at.toDate(),
    audit.id,
    audit.actor,
    audit.requestId,
    claimed?.caller ?? null,
    claimed?.key ?? null,
    claimed?.answer?.status ?? null,
    claimed?.answer?.body ?? null,
  ];
}
