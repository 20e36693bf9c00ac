import { Injectable } from '@nestjs/common';
import { creditGranted, type InvoiceEffect } from '@libs/billing/invoicing';
import { bookFinalizedInvoice } from '@libs/billing/ledger';
import { AccountsApi, type CreditToMove } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { CouponsApi } from '../../coupons/coupons.api';
import { LedgerApi } from '../../ledger/ledger.api';
import { auditFacts } from '../audit-facts';
import type { InvoiceRecord } from '../invoice-record';
import type { DecidedBill } from './decide-bills';

/** Everything that new bills do to other books: ledger, account credit, coupons, audit. One statement each. */
@Injectable()
export class RecordBills {
  constructor(
    private readonly ledger: LedgerApi,
    private readonly accounts: AccountsApi,
    private readonly coupons: CouponsApi,
    private readonly audits: AuditApi,
  ) {}

  async effects(decided: readonly DecidedBill[]): Promise<void> {
    const issued = decided.filter(({ invoice }) => invoice.status !== 'draft');
    await this.ledger.postNew(
      issued.map(({ invoice }) => {
        const { id, accountId, total, tax, creditApplied } = invoice;
        const booked = { total, tax, creditApplied, creditGranted: creditGranted(invoice) };
        const { occasion, postings } = bookFinalizedInvoice(booked);
        return { kind: occasion, accountId, invoiceId: id, reference: id, postings };
      }),
    );
    await this.accounts.moveCredits(
      decided.flatMap(({ invoice: { id, accountId }, effects }) =>
        creditMoves({ accountId, invoiceId: id, reference: id }, effects),
      ),
    );
    await this.coupons.countCycles(
      decided.flatMap(({ bill, effects }) =>
        effects.flatMap((effect) => {
          if (effect.kind !== 'coupon_cycle_used' || !bill.subscription) return [];
          return { subscriptionId: bill.subscription.id, code: effect.code };
        }),
      ),
    );
  }

  /** One row for each event of each bill. */
  async audit(records: readonly InvoiceRecord[], decided: readonly DecidedBill[]): Promise<void> {
    await this.audits.recordMany(
      records.flatMap((record, index) => {
        const { id, accountId } = record.invoice;
        const after = auditFacts(record);
        const events = decided[index]?.events ?? [];
        return events.map(({ type }) => ({ action: type, subject: { type: 'invoice', id }, accountId, after }));
      }),
    );
  }
}

export interface CreditCause {
  readonly accountId: string;
  readonly invoiceId: string;
  /** The invoice itself, or what changed it: a payment, a credit note. */
  readonly reference: string;
}

/** What a decision does to the account's credit. Each movement has a key of its own, so that none happens twice. */
export function creditMoves(cause: CreditCause, effects: readonly InvoiceEffect[]): CreditToMove[] {
  return effects.flatMap((effect) => creditMove(cause, effect) ?? []);
}

function creditMove({ accountId, invoiceId, reference }: CreditCause, effect: InvoiceEffect): CreditToMove | undefined {
  const move = { accountId, invoiceId };
  const keyOf = (what: string) => `invoice:${reference}:${what}`;
  if (effect.kind === 'credit_used') {
    const reason = effect.amount.isNegative() ? 'debit_collected' : 'invoice';
    return { ...move, amount: effect.amount.negate(), reason, sourceKey: keyOf(effect.creditId) };
  }
  if (effect.kind === 'debit_carried')
    return { ...move, amount: effect.amount.negate(), reason: 'carried', sourceKey: keyOf('carried') };
  if (effect.kind === 'credit_granted')
    return { ...move, amount: effect.amount, reason: effect.reason, sourceKey: keyOf(effect.reason) };
  if (effect.kind === 'credit_restored')
    return { ...move, amount: effect.amount, reason: 'invoice_voided', sourceKey: keyOf('restored') };
  return undefined;
}
