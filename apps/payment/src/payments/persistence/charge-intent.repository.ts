import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database, isUniqueViolation } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import type { MethodReference } from '../../gateways/gateway';
import type { ChargeOrder, TakenOrder } from '../charge-order';
import { CHARGE_INTENTS, MADE_BEFORE, REQUEST_STATUS, SUBMIT_AGAIN, TURN_AWAY } from './charge-intent.sql';
import { toRequest, type RequestRow } from './request-row';

export interface ChargeIntent extends ChargeOrder {
  readonly paymentId: string;
  readonly audit: AuditFacts;
}

/** When a batch of intents is written: billing time, and real time of the calls and of the worker's first look. */
export interface IntentTimes {
  readonly gateway: string;
  readonly at: Instant;
  readonly startedAt: Instant;
  readonly nextCheckAt: Instant;
}

type ReferenceRow = Pick<LookedRow, 'customer_reference' | 'method_reference'>;

export type SubmittedAgain =
  | { kind: 'again'; method: MethodReference }
  | Extract<TakenOrder, { kind: 'in_progress' | 'nothing_to_pay' }>;

interface LookedRow extends RequestRow {
  method_id: string | null;
  customer_reference: string;
  method_reference: string;
  taken: boolean;
}

interface MadeRow {
  invoice_id: string;
  charge_key: string;
  id: string;
  status: string;
  failure_code: string | null;
}

/** Writes automatic charges down before the gateway hears of them. Each call is one statement. */
@Injectable()
export class ChargeIntentRepository {
  constructor(private readonly database: Database) {}

  /** For each intent, in order; no two of one invoice. */
  async takeAll(intents: readonly ChargeIntent[], times: IntentTimes): Promise<TakenOrder[]> {
    const params = [
      ...columnsOf(intents),
      times.at.toDate(),
      times.gateway,
      times.startedAt.toDate(),
      times.nextCheckAt.toDate(),
    ];
    const rows = await this.database.named<LookedRow>('payment_charge_intents', CHARGE_INTENTS, params);
    const byInvoice = new Map(rows.map((row) => [row.invoice_id, row]));
    const left = rows.filter((row) => !row.taken).map((row) => row.invoice_id);
    const made = left.length === 0 ? [] : await this.database.query<MadeRow>(MADE_BEFORE, [left]);
    return intents.map((intent) => {
      const row = byInvoice.get(intent.request.invoiceId);
      if (row?.taken) return takenOf(intent, row);
      const before = made.find(
        ({ invoice_id: id, charge_key: key }) => id === intent.request.invoiceId && key === intent.key,
      );
      return before ? madeBefore(before) : leftOut(row);
    });
  }

  async turnAway(paymentId: string, at: Instant, audit: AuditFacts): Promise<void> {
    await this.database.query(TURN_AWAY, [paymentId, at.toDate(), audit.id, audit.actor, audit.requestId]);
  }

  /** A payment that was turned away is `processing` again, and this is what to charge; else why it may not be charged. */
  async submitAgain(paymentId: string, times: IntentTimes, audit: AuditFacts): Promise<SubmittedAgain> {
    const { at, startedAt, nextCheckAt } = times;
    const params = [paymentId, at.toDate(), startedAt.toDate(), nextCheckAt.toDate()];
    const [row] = await this.submitted([...params, audit.id, audit.actor, audit.requestId]);
    if (row) return { kind: 'again', method: referenceOf(row) };
    const [request] = await this.database.query<{ status: string }>(REQUEST_STATUS, [paymentId]);
    if (request?.status === 'due') return { kind: 'in_progress' };
    return { kind: 'nothing_to_pay', status: request?.status ?? 'void' };
  }

  private async submitted(params: readonly unknown[]): Promise<ReferenceRow[]> {
    try {
      return await this.database.query<ReferenceRow>(SUBMIT_AGAIN, params);
    } catch (error) {
      // Somebody else pays the invoice just now.
      if (isUniqueViolation(error, 'payment_one_live_per_invoice')) return [];
      throw error;
    }
  }
}

function columnsOf(intents: readonly ChargeIntent[]): unknown[] {
  const column = (read: (intent: ChargeIntent) => unknown) => intents.map(read);
  return [
    column(({ request }) => request.invoiceId),
    column(({ request }) => request.accountId),
    column(({ request }) => request.userId),
    column(({ request }) => request.subscriptionId),
    column(({ request }) => request.amountMinor.toString()),
    column(({ request }) => request.currency),
    column(({ request }) => request.status),
    column(({ request }) => request.version),
    column(({ paymentId }) => paymentId),
    column(({ key }) => key),
    column(({ methodId }) => methodId),
    column(({ audit }) => audit.id),
    column(({ audit }) => audit.actor),
    column(({ audit }) => audit.requestId),
  ];
}

function takenOf({ paymentId }: ChargeIntent, row: LookedRow): TakenOrder {
  return { kind: 'taken', paymentId, method: referenceOf(row), due: toRequest(row) };
}

function madeBefore({ id: paymentId, status, failure_code: failureCode }: MadeRow): TakenOrder {
  const wasTurnedAway = status === 'failed' && failureCode === 'gateway_unavailable';
  return { kind: wasTurnedAway ? 'turned_away' : 'known', paymentId };
}

function leftOut(row: LookedRow | undefined): TakenOrder {
  if (row?.status !== 'due' || row.amount_minor === '0')
    return { kind: 'nothing_to_pay', status: row?.status ?? 'void' };
  return row.method_id === null ? { kind: 'no_method' } : { kind: 'in_progress' };
}

function referenceOf(row: ReferenceRow): MethodReference {
  return { customerReference: row.customer_reference, methodReference: row.method_reference };
}
