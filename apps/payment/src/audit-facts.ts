import { currentContext } from '@libs/observability';
import { newId } from '@libs/persistence';

export interface AuditFacts {
  readonly id: string;
  readonly actor: string;
  readonly requestId: string | null;
}

/** Who changes something now, for the audit row that is written with the change. */
export function auditFacts(): AuditFacts {
  const context = currentContext();
  return { id: newId(), actor: context?.actor ?? 'system', requestId: context?.requestId ?? null };
}
