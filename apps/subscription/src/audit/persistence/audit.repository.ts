import { Injectable } from '@nestjs/common';
import { currentContext } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import type { AuditRecord } from '../audit-record';

export interface AuditRow {
  id: string;
  actor: string;
  action: string;
  subject_type: string;
  subject_id: string;
  account_id: string | null;
  before: object | null;
  after: object | null;
  request_id: string | null;
  occurred_at: Date;
}

export interface AuditFilter {
  actor?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Whoever acts without a caller: seeds and the like. */
const SYSTEM = 'system';

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async add(records: readonly AuditRecord[]): Promise<void> {
    const context = currentContext();
    await this.database.named(
      'audit_insert',
      `INSERT INTO audit_log (actor, request_id, id, action, subject_type, subject_id, account_id, before, after)
       SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[], $9::jsonb[])`,
      [
        context?.actor ?? SYSTEM,
        context?.requestId ?? null,
        records.map(() => newId()),
        records.map(({ action }) => action),
        records.map(({ subject }) => subject.type),
        records.map(({ subject }) => subject.id),
        records.map(({ accountId }) => accountId ?? null),
        records.map(({ before }) => asJson(before)),
        records.map(({ after }) => asJson(after)),
      ],
    );
  }

  /** One more than `limit`, newest first. `from` is included, `to` is not. */
  async page(filter: AuditFilter, limit: number, beforeId?: string): Promise<AuditRow[]> {
    return this.database.query<AuditRow>(
      `SELECT id, actor, action, subject_type, subject_id, account_id, before, after, request_id, occurred_at FROM audit_log
       WHERE ($1::text IS NULL OR actor = $1)
         AND ($2::text IS NULL OR subject_type = $2)
         AND ($3::text IS NULL OR subject_id = $3)
         AND ($4::timestamptz IS NULL OR occurred_at >= $4)
         AND ($5::timestamptz IS NULL OR occurred_at < $5)
         AND ($6::uuid IS NULL OR id < $6)
       ORDER BY id DESC LIMIT $7`,
      [
        filter.actor ?? null,
        filter.subjectType ?? null,
        filter.subjectId ?? null,
        filter.from ?? null,
        filter.to ?? null,
        beforeId ?? null,
        limit + 1,
      ],
    );
  }
}

/** Amounts in minor units are bigints, which JSON has not. */
function asJson(state: object | undefined): string | null {
  if (state === undefined) return null;
  return JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
