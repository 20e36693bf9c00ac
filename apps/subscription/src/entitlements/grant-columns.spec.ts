import type { FeatureGrant } from '@libs/billing/catalog';
import { columnsOfGrant, grantOfColumns } from './grant-columns';

const GRANTS: [string, FeatureGrant][] = [
  ['a switch', { kind: 'switch', isOn: true }],
  ['a count', { kind: 'amount', limit: { kind: 'count', unitsMax: 1000n }, isSoft: false }],
  ['nothing at all', { kind: 'amount', limit: { kind: 'count', unitsMax: 0n }, isSoft: false }],
  ['a soft size', { kind: 'amount', limit: { kind: 'size', bytesMax: 1_000_000_000n, text: '1GB' }, isSoft: true }],
  ['no limit', { kind: 'amount', limit: { kind: 'unlimited' }, isSoft: false }],
];

describe('a grant as columns', () => {
  it.each(GRANTS)('comes back the same: %s', (_, grant) => {
    expect(grantOfColumns(columnsOfGrant(grant))).toEqual(grant);
  });
});
