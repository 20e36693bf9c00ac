import { Instant } from '@libs/calendar';
import type { AuditLogView } from '@libs/dto';
import type { AuditEntry } from '../use-cases/read-audit-log';

export function auditLogView(entry: AuditEntry): AuditLogView {
  return {
    id: entry.id,
    actor: entry.actor,
    action: entry.action,
    subject_type: entry.subject_type,
    subject_id: entry.subject_id,
    account_id: entry.account_id,
    before: entry.before,
    after: entry.after,
    request_id: entry.request_id,
    occurred_at: Instant.fromDate(entry.occurred_at).toString(),
  };
}
