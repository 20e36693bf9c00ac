import { Injectable } from '@nestjs/common';
import type { CreditNoteDemand } from '@libs/billing/invoicing';
import type { UnpaidRest } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { Money } from '@libs/money';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { IssueCreditNote } from './issue-credit-note';

/** By how much an invoice is lowered, tax included, and what is due on it then. */
export interface LoweredInvoice {
  readonly invoiceId: string;
  readonly amount: Money;
  readonly amountDue: Money;
}

export interface WhyLowered {
  readonly reason: string;
  /** From when on what was billed is not served any more. */
  readonly from: Instant;
  readonly now: Instant;
}

/** Time that was billed, is owed, and will not be served: a credit note takes it off its invoice. */
@Injectable()
export class LowerOwed {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly notes: IssueCreditNote,
  ) {}

  /** One note for each invoice. What was paid of it meanwhile becomes account credit. The caller holds the account's lock. */
  async run(rests: readonly UnpaidRest[], { reason, from: creditedFrom, now }: WhyLowered): Promise<void> {
    for (const { record, demand } of await this.demandsOf(rests)) {
      await this.notes.run(record, { demand, settlement: 'credit', reason, creditedFrom }, now);
    }
  }

  /** What `run` would do; nothing is written. */
  async preview(rests: readonly UnpaidRest[], now: Instant): Promise<LoweredInvoice[]> {
    const lowered: LoweredInvoice[] = [];
    for (const { record, demand } of await this.demandsOf(rests)) {
      const { note, invoice } = await this.notes.decide(record, { demand, settlement: 'credit' }, now);
      lowered.push({ invoiceId: invoice.id, amount: note.total, amountDue: invoice.amountDue });
    }
    return lowered;
  }

  private async demandsOf(
    rests: readonly UnpaidRest[],
  ): Promise<{ readonly record: InvoiceRecord; readonly demand: CreditNoteDemand }[]> {
    const owed = rests.filter(({ unused }) => unused.isPositive());
    const demands = [];
    for (const id of new Set(owed.map(({ invoiceId }) => invoiceId))) {
      const record = await this.invoices.byId(id);
      if (!record) throw new InvariantBroken(`invoice ${id} is not stored`);
      const lines = owed
        .filter(({ invoiceId }) => invoiceId === id)
        .map(({ lineId, unused }) => ({ line: record.lineIds.indexOf(lineId), net: unused }));
      demands.push({ record, demand: { kind: 'lines', lines } as const });
    }
    return demands;
  }
}
