import type { Account } from './account';

/** What an audit row keeps of an account. */
export function auditFacts(account: Account): Record<string, unknown> {
  const { createdAt: _createdAt, deletedAt, ...facts } = account;
  return { ...facts, deletedAt: deletedAt?.toString() ?? null };
}
