import { Injectable } from '@nestjs/common';
import { currentContext } from '@libs/observability';
import { type CopyTarget, Database, newId } from '@libs/persistence';
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

const rowsBy = (actor: string, requestId: string | null): CopyTarget<AuditRecord> => ({
  into: 'audit_log (actor, request_id, id, action, subject_type, subject_id, account_id, before, after)',
  row: ({ action, subject, accountId = null, before, after }) => [
    actor,
    requestId,
    newId(),
    action,
    subject.type,
    subject.id,
    accountId,
    asJson(before),
    asJson(after),
  ],
});

/** Steps from type to type, of which there are few: the index of subjects begins with it. */
const SUBJECT_TYPES = `ARRAY(
  WITH RECURSIVE types AS (
    (SELECT subject_type FROM audit_log ORDER BY subject_type LIMIT 1)
    UNION ALL
    SELECT (SELECT a.subject_type FROM audit_log a WHERE a.subject_type > types.subject_type
            ORDER BY a.subject_type LIMIT 1) FROM types WHERE types.subject_type IS NOT NULL)
  SELECT subject_type FROM types WHERE subject_type IS NOT NULL)`;

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async add(records: readonly AuditRecord[]): Promise<void> {
    const { actor = SYSTEM, requestId = null } = currentContext() ?? {};
    await this.database.copy(rowsBy(actor, requestId), records);
  }

  /** One more than `limit`, newest first. `from` is included, `to` is not. */
  async page(filter: AuditFilter, limit: number, beforeId?: string): Promise<AuditRow[]> {
    return this.database.query<AuditRow>(
      `SELECT id, actor, action, subject_type, subject_id, account_id, before, after, request_id, occurred_at FROM audit_log
       WHERE ($1::text IS NULL OR actor = $1)
         AND ($2::text IS NULL OR subject_type = $2)
         AND ($3::text IS NULL OR subject_id = $3 AND subject_type = ANY(${SUBJECT_TYPES}))
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

/** Amounts in minor units are bigints, which JSON has not; a function that looks at every value makes it twice as dear. */
function asJson(state: object | undefined): string | null {
  if (state === undefined) return null;
  if (!Object.values(state).some((value) => typeof value === 'bigint' || typeof value === 'object'))
    return JSON.stringify(state);
  return JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
