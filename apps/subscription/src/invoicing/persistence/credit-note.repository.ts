import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import { Database, newId } from '@libs/persistence';
import type { CreditNoteRecord } from '../credit-note-record';

interface NoteRow {
  id: string;
  number: string;
  invoice_id: string;
  invoice_number: string;
  account_id: string;
  reason: string;
  currency: string;
  total_minor: string;
  tax_minor: string;
  lowers_due_minor: string;
  refunded_minor: string;
  credited_minor: string;
  credited_from: Date | null;
  refund_paid_minor: string;
  refund_failed_minor: string;
  created_at: Date;
  lines: { line: number; line_id: string; net_minor: string; tax_minor: string; total_minor: string }[];
}

const NOTES = `
  SELECT note.*, invoice.number AS invoice_number, (
    SELECT json_agg(json_build_object('line', line, 'line_id', invoice_line.id, 'net_minor', net_minor::text,
                                      'tax_minor', tax_minor::text, 'total_minor', total_minor::text) ORDER BY line)
    FROM credit_note_line JOIN invoice_line USING (invoice_id)
    WHERE invoice_id = note.invoice_id AND credit_note_id = note.id AND position = line + 1) AS lines,
    coalesce(refund.paid_minor, 0) AS refund_paid_minor, coalesce(refund.failed_minor, 0) AS refund_failed_minor
  FROM credit_note note JOIN invoice ON invoice.id = note.invoice_id LEFT JOIN LATERAL (
    SELECT sum(paid_minor) AS paid_minor, sum(failed_minor) AS failed_minor FROM credit_note_refund moved
    WHERE moved.invoice_id = note.invoice_id AND moved.credit_note_id = note.id) refund ON true`;
const OF_INVOICE = `${NOTES} WHERE note.invoice_id = $1 ORDER BY note.id`;
const BY_ID = `${NOTES} WHERE note.id = $1`;
const PAGE = `${NOTES}
  WHERE ($1::uuid IS NULL OR note.account_id = $1) AND ($2::uuid IS NULL OR note.invoice_id = $2)
    AND ($3::timestamptz IS NULL OR note.created_at >= $3) AND ($4::timestamptz IS NULL OR note.created_at < $4)
    AND ($5::uuid IS NULL OR note.id < $5)
  ORDER BY note.id DESC LIMIT $6`;

export interface CreditNotePage {
  accountId?: string | undefined;
  invoiceId?: string | undefined;
  from?: Instant | undefined;
  before?: Instant | undefined;
  limit: number;
  beforeId?: string | undefined;
}

export interface RefundOfNote {
  readonly invoiceId: string;
  /** Of the note. */
  readonly id: string;
  readonly reference: string;
  /** Minor units; below zero when it came back. */
  readonly paid: bigint;
  readonly failed: bigint;
  readonly at: Instant;
}

/** Append-only. Whoever adds one holds the lock of the account, and has read all of the invoice's notes under it. */
@Injectable()
export class CreditNoteRepository {
  constructor(private readonly database: Database) {}

  async add(record: CreditNoteRecord): Promise<void> {
    const { id, number, invoiceId, accountId, reason, note, creditedFrom, createdAt, refund } = record;
    const { total, tax, lowersDue, refunded, credited, lines } = note;
    await this.database.query(
      `INSERT INTO credit_note (id, number, invoice_id, account_id, reason, currency, total_minor, tax_minor, lowers_due_minor,
                                refunded_minor, credited_minor, credited_from, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        number,
        invoiceId,
        accountId,
        reason,
        total.currency,
        ...[total, tax, lowersDue, refunded, credited].map(({ minor }) => minor),
        creditedFrom?.toDate() ?? null,
        createdAt.toDate(),
      ],
    );
    await this.database.query(
      `INSERT INTO credit_note_line (invoice_id, credit_note_id, line, net_minor, tax_minor, total_minor)
       SELECT $1, $2, * FROM unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])`,
      [
        invoiceId,
        id,
        lines.map(({ line }) => line),
        lines.map(({ net }) => net.minor),
        lines.map((line) => line.tax.minor),
        lines.map((line) => line.total.minor),
      ],
    );
    const { paid, failed } = refund;
    const before = { invoiceId, id, reference: id, paid: paid.minor, failed: failed.minor, at: createdAt };
    if (paid.isPositive()) await this.addRefund(before);
  }

  /** What became of money that a note sends back; each outcome of each refund once. */
  async addRefund(moved: RefundOfNote): Promise<void> {
    const { invoiceId, id, reference, paid, failed, at } = moved;
    await this.database.query(
      `INSERT INTO credit_note_refund (invoice_id, credit_note_id, id, reference, paid_minor, failed_minor, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [invoiceId, id, newId(), reference, paid, failed, at.toDate()],
    );
  }

  async byId(id: string): Promise<CreditNoteRecord | undefined> {
    return (await this.database.query<NoteRow>(BY_ID, [id])).map(toRecord)[0];
  }

  /** The newest first, one more than the limit. */
  async page({ accountId, invoiceId, from, before, beforeId, limit }: CreditNotePage): Promise<CreditNoteRecord[]> {
    const span = [from?.toDate() ?? null, before?.toDate() ?? null];
    const params = [accountId ?? null, invoiceId ?? null, ...span, beforeId ?? null, limit + 1];
    return (await this.database.query<NoteRow>(PAGE, params)).map(toRecord);
  }

  /** The oldest first. */
  async ofInvoice(invoiceId: string): Promise<CreditNoteRecord[]> {
    return (await this.database.query<NoteRow>(OF_INVOICE, [invoiceId])).map(toRecord);
  }
}

function toRecord(row: NoteRow): CreditNoteRecord {
  const money = (minor: string) => Money.ofMinor(BigInt(minor), row.currency);
  return {
    id: row.id,
    number: row.number,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
    accountId: row.account_id,
    reason: row.reason,
    creditedFrom: row.credited_from && Instant.fromDate(row.credited_from),
    createdAt: Instant.fromDate(row.created_at),
    lineIds: row.lines.map((line) => line.line_id),
    refund: { paid: money(row.refund_paid_minor), failed: money(row.refund_failed_minor) },
    note: {
      total: money(row.total_minor),
      tax: money(row.tax_minor),
      lowersDue: money(row.lowers_due_minor),
      refunded: money(row.refunded_minor),
      credited: money(row.credited_minor),
      lines: row.lines.map((line) => ({
        line: line.line,
        net: money(line.net_minor),
        tax: money(line.tax_minor),
        total: money(line.total_minor),
      })),
    },
  };
}
