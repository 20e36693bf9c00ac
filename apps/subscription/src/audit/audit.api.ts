import { Injectable } from '@nestjs/common';
import { AuditRepository } from './persistence/audit.repository';

export interface AuditRecord {
  /** Past tense: `account.created`. */
  action: string;
  subject: { type: string; id: string };
  accountId?: string | undefined;
  /** State before and after; never secrets. */
  before?: object | undefined;
  after?: object | undefined;
}

/** Who changed what. Call it inside the transaction of the change: both commit, or neither. */
@Injectable()
export class AuditApi {
  constructor(private readonly rows: AuditRepository) {}

  /** One row; actor and request id come from the request's or job's context. */
  async record(record: AuditRecord): Promise<void> {
    await this.rows.add(record);
  }
}
