import type { FeatureGrant, FeatureLimit } from '@libs/billing/catalog';

/** A grant as a row keeps it, one column each. */
export interface GrantColumns {
  kind: 'switch' | 'amount';
  /** Units or bytes; null when unlimited. */
  limit_max: string | null;
  /** The words a size was sold in. */
  limit_text: string | null;
  is_soft: boolean;
}

export function columnsOfGrant(grant: FeatureGrant): GrantColumns {
  if (grant.kind === 'switch') return { kind: 'switch', limit_max: null, limit_text: null, is_soft: false };
  const { limit, isSoft } = grant;
  const columns = { kind: 'amount', limit_max: null, limit_text: null, is_soft: isSoft } as const;
  if (limit.kind === 'unlimited') return columns;
  if (limit.kind === 'count') return { ...columns, limit_max: String(limit.unitsMax) };
  return { ...columns, limit_max: String(limit.bytesMax), limit_text: limit.text };
}

/** The way back. Only what is granted is stored, so a switch is on. */
export function grantOfColumns(columns: GrantColumns): FeatureGrant {
  if (columns.kind === 'switch') return { kind: 'switch', isOn: true };
  return { kind: 'amount', limit: limitOf(columns.limit_max, columns.limit_text), isSoft: columns.is_soft };
}

function limitOf(max: string | null, text: string | null): FeatureLimit {
  if (max === null) return { kind: 'unlimited' };
  return text === null ? { kind: 'count', unitsMax: BigInt(max) } : { kind: 'size', bytesMax: BigInt(max), text };
}
