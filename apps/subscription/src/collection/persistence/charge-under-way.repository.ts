import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { isAwaited, type InvoiceRecord } from '../../invoicing/invoicing.api';

/**
 * Which first bills and bills of changes are being charged: what they stand for could be replaced or ended meanwhile.
 * Written under the lock of their account.
 */
@Injectable()
export class ChargeUnderWayRepository {
  constructor(private readonly database: Database) {}

  /** Bills that are charged as they are issued. */
  async add(records: readonly InvoiceRecord[]): Promise<void> {
    const awaited = records.filter(({ cause }) => isAwaited(cause)).map(({ invoice }) => invoice);
    if (awaited.length === 0) return;
    const sql = 'INSERT INTO charge_under_way SELECT * FROM unnest($1::uuid[], $2::uuid[])';
    await this.database.named('charge_add', sql, [awaited.map(({ id }) => id), awaited.map((each) => each.accountId)]);
  }

  async end({ cause, invoice }: InvoiceRecord): Promise<void> {
    if (!isAwaited(cause)) return;
    await this.database.named('charge_end', 'DELETE FROM charge_under_way WHERE invoice_id = $1', [invoice.id]);
  }

  async endOf(accountId: string): Promise<void> {
    await this.database.named('charge_end_of', 'DELETE FROM charge_under_way WHERE account_id = $1', [accountId]);
  }

  async hasAny(invoiceIds: readonly string[]): Promise<boolean> {
    const sql = 'SELECT 1 FROM charge_under_way WHERE invoice_id = ANY ($1) LIMIT 1';
    return (await this.database.named('charge_any', sql, [invoiceIds])).length > 0;
  }
}
