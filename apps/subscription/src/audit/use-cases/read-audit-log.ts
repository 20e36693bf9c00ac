import { Injectable } from '@nestjs/common';
import { AuditRepository, type AuditFilter, type AuditRow } from '../persistence/audit.repository';

export type AuditEntry = AuditRow;

@Injectable()
export class ReadAuditLog {
  constructor(private readonly rows: AuditRepository) {}

  /** One more than `limit`, newest first. */
  async page(filter: AuditFilter, limit: number, beforeId?: string): Promise<AuditEntry[]> {
    return this.rows.page(filter, limit, beforeId);
  }
}
