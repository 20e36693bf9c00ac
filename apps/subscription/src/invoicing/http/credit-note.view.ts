import { wireAmount, type CreditNoteRefundStatus, type CreditNoteView } from '@libs/dto';
import { refundUnderWay, type CreditNoteRecord } from '../credit-note-record';

export function creditNoteView(record: CreditNoteRecord): CreditNoteView {
  const { note } = record;
  return {
    id: record.id,
    number: record.number,
    invoice_id: record.invoiceId,
    invoice_number: record.invoiceNumber,
    account_id: record.accountId,
    currency: note.total.currency,
    amount: wireAmount(note.total),
    tax: wireAmount(note.tax),
    lowers_due: wireAmount(note.lowersDue),
    credited: wireAmount(note.credited),
    refunded: wireAmount(note.refunded),
    refund_status: refundStatus(record),
    refund_paid: wireAmount(record.refund.paid),
    refund_failed: wireAmount(record.refund.failed),
    reason: record.reason,
    lines: note.lines.map(({ total, tax }, index) => ({
      line_id: record.lineIds[index] as string,
      amount: wireAmount(total),
      tax: wireAmount(tax),
    })),
    created_at: record.createdAt.toString(),
  };
}

function refundStatus(record: CreditNoteRecord): CreditNoteRefundStatus {
  const { note, refund } = record;
  if (note.refunded.isZero()) return 'none';
  if (refundUnderWay(record).isPositive()) return 'pending';
  if (refund.failed.isZero()) return 'success';
  return refund.paid.isPositive() ? 'partial' : 'failed';
}
