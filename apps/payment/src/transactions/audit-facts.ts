import { currentContext } from '@libs/observability';
import { newId } from '@libs/persistence';

/** Who changes something now, for the audit row that is written with the change. */
export function auditFacts(): { id: string; actor: string; requestId: string | null } {
  const context = currentContext();
  return { id: newId(), actor: context?.actor ?? 'system', requestId: context?.requestId ?? null };
}
