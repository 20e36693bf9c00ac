import { Injectable } from '@nestjs/common';
import type { AuditRecord } from './audit-record';
import { AuditRepository } from './persistence/audit.repository';

export type { AuditRecord } from './audit-record';
export { changedFacts } from './changed-facts';

/** Who changed what. Call it inside the transaction of the change: both commit, or neither. */
@Injectable()
export class AuditApi {
  constructor(private readonly rows: AuditRepository) {}

  /** One row; actor and request id come from the request's or job's context. */
  async record(record: AuditRecord): Promise<void> {
    await this.rows.add([record]);
  }

  /** The same for many changes in one statement. */
  async recordMany(records: readonly AuditRecord[]): Promise<void> {
    if (records.length > 0) await this.rows.add(records);
  }
}
