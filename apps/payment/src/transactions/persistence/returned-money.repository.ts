import { Injectable } from '@nestjs/common';
import type { PaymentStatus } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import type { CapturedPayment, Movement } from '../captured-payment';
import { CHANGE, LOCK_OF_INVOICE, LOCK_ONE } from './returned-money.sql';

interface CapturedRow {
  id: string;
  account_id: string;
  invoice_id: string;
  subscription_id: string | null;
  amount_minor: string;
  currency: string;
  status: PaymentStatus;
  gateway: string;
  gateway_reference: string | null;
  refunded_minor: string;
  returned_minor: string;
  charged_back_minor: string;
  open_disputes: number;
}

export interface ReturnedMoneyChange {
  before: CapturedPayment;
  after: CapturedPayment;
  event: string;
  amountMinor: bigint;
  movement: Movement | undefined;
  at: Instant;
  audit: AuditFacts;
}

/** Payments and what came back of them, under their row's lock: refunds and disputes of one payment wait for each other. */
@Injectable()
export class ReturnedMoneyRepository {
  constructor(private readonly database: Database) {}

  /** Locks the payment until the open transaction ends. */
  async lock(paymentId: string): Promise<CapturedPayment | undefined> {
    const [row] = await this.database.named<CapturedRow>('payment_lock', LOCK_ONE, [paymentId]);
    return row && toCaptured(row);
  }

  /** Locks all payments of an invoice that were captured, the newest first. */
  async lockOfInvoice(invoiceId: string, accountId: string): Promise<CapturedPayment[]> {
    const rows = await this.database.query<CapturedRow>(LOCK_OF_INVOICE, [invoiceId, accountId]);
    return rows.map(toCaptured).toReversed();
  }

  async change({ before, after, event, amountMinor, movement, at, audit }: ReturnedMoneyChange): Promise<void> {
    await this.database.named('payment_returned_money', CHANGE, [
      after.id,
      after.status,
      after.reservedMinor.toString(),
      after.refundedMinor.toString(),
      after.chargedBackMinor.toString(),
      after.openDisputes,
      at.toDate(),
      movement?.id ?? null,
      movement?.kind ?? null,
      movement?.status ?? null,
      amountMinor.toString(),
      movement?.gatewayReference ?? null,
      audit.id,
      audit.actor,
      audit.requestId,
      JSON.stringify(factsOf(before)),
      JSON.stringify({ ...factsOf(after), event, amount_minor: amountMinor.toString() }),
    ]);
  }
}

function factsOf(payment: CapturedPayment) {
  return {
    status: payment.status,
    refunded_minor: payment.reservedMinor.toString(),
    returned_minor: payment.refundedMinor.toString(),
    charged_back_minor: payment.chargedBackMinor.toString(),
    open_disputes: payment.openDisputes,
  };
}

function toCaptured(row: CapturedRow): CapturedPayment {
  return {
    id: row.id,
    accountId: row.account_id,
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    capturedMinor: BigInt(row.amount_minor),
    currency: row.currency,
    status: row.status,
    gateway: row.gateway,
    gatewayReference: row.gateway_reference,
    reservedMinor: BigInt(row.refunded_minor),
    refundedMinor: BigInt(row.returned_minor),
    chargedBackMinor: BigInt(row.charged_back_minor),
    openDisputes: row.open_disputes,
  };
}
