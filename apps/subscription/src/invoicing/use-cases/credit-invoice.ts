import { Inject, Injectable } from '@nestjs/common';
import type { CreditNoteDemand, CreditNoteSettlement } from '@libs/billing/invoicing';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { readAmount } from '@libs/dto';
import { AppError, invalidField } from '@libs/errors';
import type { InvoiceRecord } from '../invoice-record';
import { CorrectInvoice } from './correct-invoice';
import type { CreditNoteRecord } from '../credit-note-record';
import { IssueCreditNote } from './issue-credit-note';

/** One of the two, in major units of the invoice's currency. */
export interface CreditNoteAsk {
  readonly reason: string;
  readonly amount?: number | string | undefined;
  /** What becomes of money that was paid. Absent: account credit. */
  readonly settlement?: CreditNoteSettlement | undefined;
  readonly lines?: readonly { readonly lineId: string; readonly amount: number | string }[] | undefined;
}

/** Lowers an issued invoice, which itself stays as it is. What was paid becomes account credit, or goes back. */
@Injectable()
export class CreditInvoice {
  constructor(
    private readonly correct: CorrectInvoice,
    private readonly issue: IssueCreditNote,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * @throws AppError `not_found`, `amount_or_lines_required`, `validation_failed`, `invoice_not_creditable`, `credit_exceeds_invoice`,
   * `invalid_credit_note_line`
   */
  async run(id: string, ask: CreditNoteAsk): Promise<CreditNoteRecord> {
    return this.correct.locked(id, async (before) => {
      const { reason, settlement = 'credit' } = ask;
      const asked = { demand: demandOf(before, ask), settlement, reason, creditedFrom: null };
      return (await this.issue.run(before, asked, this.clock.now())).record;
    });
  }
}

function demandOf({ invoice, lineIds }: InvoiceRecord, { amount, lines }: CreditNoteAsk): CreditNoteDemand {
  if ((amount === undefined) === (lines === undefined)) throw new AppError('amount_or_lines_required');
  if (amount !== undefined) {
    const read = readAmount(amount, invoice.currency);
    if (!read.isPositive()) throw invalidField('amount', 'out_of_range', 'Send an amount above zero.');
    return { kind: 'amount', amount: read };
  }
  const asked = (lines ?? []).map((line) => ({
    line: lineIds.indexOf(line.lineId),
    lineTotal: readAmount(line.amount, invoice.currency),
  }));
  return { kind: 'lines', lines: asked };
}
