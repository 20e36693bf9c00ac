import { wireAmount, type CreditNoteView } from '@libs/dto';
import type { IssuedCreditNote } from '../use-cases/issue-credit-note';

export function creditNoteView({ record, invoice }: IssuedCreditNote): CreditNoteView {
  const { note } = record;
  return {
    id: record.id,
    invoice_id: record.invoiceId,
    account_id: record.accountId,
    currency: note.total.currency,
    amount: wireAmount(note.total),
    tax: wireAmount(note.tax),
    lowers_due: wireAmount(note.lowersDue),
    credited: wireAmount(note.credited),
    refunded: wireAmount(note.refunded),
    reason: record.reason,
    lines: note.lines.map(({ line, total, tax }) => ({
      line_id: invoice.lineIds[line] as string,
      amount: wireAmount(total),
      tax: wireAmount(tax),
    })),
    created_at: record.createdAt.toString(),
  };
}
