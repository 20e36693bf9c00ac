import { Inject, Injectable } from '@nestjs/common';
import { invoiceYear, numberInvoice } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { metrics } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceIssueRepository } from '../persistence/invoice-issue.repository';
import { InvoiceNumberRepository } from '../persistence/invoice-number.repository';
import type { DecidedBill } from './decide-bills';
import { RecordBills } from './record-bills';

const TAX_RETRY_SECONDS = 300;

export interface StoreOptions {
  /** By invoice id: the ids that its lines have had as a draft. */
  readonly lineIds?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Writes decided bills with one statement per table. The numbers come last: from then until the commit nobody else can
 * finish a bill.
 */
@Injectable()
export class StoreBills {
  constructor(
    private readonly database: Database,
    private readonly issue: InvoiceIssueRepository,
    private readonly numbers: InvoiceNumberRepository,
    private readonly record: RecordBills,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
  ) {}

  async run(decided: readonly DecidedBill[], now: Instant, { lineIds }: StoreOptions = {}): Promise<InvoiceRecord[]> {
    return this.database.transaction(async (tx) => {
      const records = decided.map((each) => recordOf(each, lineIds?.get(each.invoice.id)));
      await this.issue.addLines(records.flatMap(linesToStore));
      await this.record.effects(decided);
      const issued = records.filter(({ invoice }) => invoice.status !== 'draft');
      const payers = new Map(decided.map(({ bill: { account } }) => [account.id, account]));
      if (issued.length > 0) for (const listener of this.listeners) await listener.issued(issued, payers);
      const numbered = await this.number(records, issued.length, now);
      await this.issue.addInvoices(
        numbered.map((record, index) => toStore(record, decided[index] as DecidedBill, now)),
      );
      await this.record.audit(numbered, decided);
      if (issued.length > 0) tx.afterCommit(() => metrics.invoicesGenerated.inc(issued.length));
      return numbered;
    });
  }

  private async number(records: readonly InvoiceRecord[], count: number, now: Instant): Promise<InvoiceRecord[]> {
    if (count === 0) return [...records];
    let sequence = await this.numbers.take(invoiceYear(now), count);
    return records.map((record) =>
      record.invoice.status === 'draft' ? record : { ...record, invoice: numberInvoice(record.invoice, sequence++) },
    );
  }
}

function recordOf({ bill, invoice }: DecidedBill, lineIds: readonly string[] = []): InvoiceRecord {
  return {
    invoice,
    lineIds: invoice.lines.map((_, index) => lineIds[index] ?? newId()),
    userId: bill.userId,
    cause: bill.cause,
    amountRefunded: invoice.amountPaid.subtract(invoice.amountPaid),
    version: 1,
  };
}

function linesToStore({ invoice, lineIds }: InvoiceRecord) {
  const { id: invoiceId, accountId } = invoice;
  return invoice.lines.map((line, index) => {
    return { invoiceId, accountId, position: index + 1, id: lineIds[index] as string, line };
  });
}

function toStore({ invoice, userId, cause }: InvoiceRecord, { bill }: DecidedBill, now: Instant) {
  const isDraft = invoice.status === 'draft';
  const awaitsTax = isDraft ? { since: now, retryAt: now.plusSeconds(TAX_RETRY_SECONDS) } : undefined;
  return { invoice, userId, cause, key: bill.key, awaitsTax };
}
