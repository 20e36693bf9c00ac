import type { DueWork, Subscription } from '@libs/billing/subscription';
import { Instant, Period } from '@libs/calendar';
import { Money } from '@libs/money';
import { saveStatement } from './subscription.sql';

const at = (text: string) => Instant.of(`${text}T09:00:00Z`);
const before: Subscription = {
  id: '0197c1d2-6f00-7000-8000-000000000001',
  accountId: '0197c1d2-6f00-7000-8000-000000000002',
  planId: 7,
  planVersion: 1,
  family: 'default',
  status: 'active',
  quantity: 1,
  periodPrice: Money.ofMinor(2999n, 'USD'),
  cycle: { unit: 'monthly', count: 1 },
  anchor: at('2026-02-10'),
  createdAt: at('2026-02-10'),
  startedAt: at('2026-02-10'),
  currentPeriod: Period.of(at('2026-02-10'), at('2026-03-10')),
  trialEnd: null,
  cancelAtPeriodEnd: false,
  canceledAt: null,
  endReason: null,
  pendingChange: null,
  pendingVersions: null,
  pause: null,
};
const renewed = { ...before, currentPeriod: Period.of(at('2026-03-10'), at('2026-04-10')) };
const due: DueWork = { step: 'renewal', at: at('2026-04-10'), changesTerms: false };
const change = { next: renewed, from: 'active', before, due } as const;
const columnsOf = (text: string) => /SET \(([^)]*)\)/.exec(text)?.[1]?.split(', ');

describe('the statement that saves subscriptions', () => {
  it('writes what a renewal changes, and what time does next', () => {
    const { text, params } = saveStatement([change, change]);
    expect(columnsOf(text)).toEqual(['period_start', 'period_end', 'due_at', 'due_step']);
    expect(params).toEqual([
      `{${before.id},${before.id}}`,
      '{active,active}',
      '{2026-03-10T09:00:00Z,2026-03-10T09:00:00Z}',
      '{2026-04-10T09:00:00Z,2026-04-10T09:00:00Z}',
      '{2026-04-10T09:00:00Z,2026-04-10T09:00:00Z}',
      '{renewal,renewal}',
    ]);
  });

  it('writes a column for all when it changes in one of them', () => {
    const seats = { ...change, next: { ...renewed, quantity: 3 } };
    const { text, params } = saveStatement([change, seats]);
    expect(columnsOf(text)).toEqual(['quantity', 'period_start', 'period_end', 'due_at', 'due_step']);
    expect(params[2]).toBe('{1,3}');
  });

  it('writes every column when nobody has read what is stored', () => {
    const unread = { ...change, before: undefined };
    expect(columnsOf(saveStatement([change, unread]).text)).toHaveLength(26);
  });

  it('has one name for one text', () => {
    const named = (...changes: Parameters<typeof saveStatement>[0]) => saveStatement(changes).name;
    expect(named(change)).toBe(named(change, change));
    expect(named(change)).not.toBe(named({ ...change, before: undefined }));
  });
});
