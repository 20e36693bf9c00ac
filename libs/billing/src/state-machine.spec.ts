import { INVOICE_STATUSES, INVOICE_TRANSITIONS } from './invoicing';
import {
  DISPUTE_STATUSES,
  DISPUTE_TRANSITIONS,
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  REFUND_STATUSES,
  REFUND_TRANSITIONS,
  TRANSACTION_STATUSES,
  TRANSACTION_TRANSITIONS,
} from './payment';
import { transition, type TransitionTable } from './state-machine';
import { SUBSCRIPTION_INITIAL, SUBSCRIPTION_STATUSES, SUBSCRIPTION_TRANSITIONS } from './subscription';

interface Machine {
  table: TransitionTable<string, string>;
  states: readonly string[];
  initial: readonly string[];
  final: readonly string[];
  pairs: number;
}

/** One row per table: where it may begin, where it must end, and how many pairs it allows. */
const MACHINES: [string, Machine][] = [
  [
    'subscription',
    {
      table: SUBSCRIPTION_TRANSITIONS,
      states: SUBSCRIPTION_STATUSES,
      initial: SUBSCRIPTION_INITIAL,
      final: ['canceled', 'expired'],
      pairs: 24,
    },
  ],
  [
    'invoice',
    { table: INVOICE_TRANSITIONS, states: INVOICE_STATUSES, initial: ['draft'], final: ['paid', 'void'], pairs: 6 },
  ],
  ['payment', { table: PAYMENT_TRANSITIONS, states: PAYMENT_STATUSES, initial: ['pending'], final: [], pairs: 30 }],
  ['refund', { table: REFUND_TRANSITIONS, states: REFUND_STATUSES, initial: ['pending'], final: ['failed'], pairs: 4 }],
  [
    'dispute',
    { table: DISPUTE_TRANSITIONS, states: DISPUTE_STATUSES, initial: ['open'], final: ['won', 'lost'], pairs: 2 },
  ],
  [
    'transaction',
    {
      table: TRANSACTION_TRANSITIONS,
      states: TRANSACTION_STATUSES,
      initial: ['pending'],
      final: ['success', 'failed'],
      pairs: 4,
    },
  ],
];

const rowOf = (table: Machine['table'], state: string): Record<string, string> => ({ ...table[state] }) as never;

describe.each(MACHINES)('the table of a %s', (_, { table, states, initial, final, pairs }) => {
  const triggers = [...new Set(states.flatMap((state) => Object.keys(rowOf(table, state))))];

  test('has a row for every state and leads to known states only', () => {
    expect(Object.keys(table).sort()).toEqual([...states].sort());
    for (const state of states) for (const to of Object.values(rowOf(table, state))) expect(states).toContain(to);
  });

  test('reaches every state', () => {
    const reached = new Set(initial);
    for (const state of reached) for (const to of Object.values(rowOf(table, state))) reached.add(to);
    expect([...reached].sort()).toEqual([...states].sort());
  });

  test('ends in the named final states and nowhere else', () => {
    expect(states.filter((state) => Object.keys(rowOf(table, state)).length === 0)).toEqual(final);
  });

  test('refuses each pair that is not in it', () => {
    let allowed = 0;
    for (const from of states) {
      for (const trigger of [...triggers, 'constructor', '__proto__', 'unheard_of']) {
        const to = Object.entries(rowOf(table, from)).find(([name]) => name === trigger)?.[1];
        allowed += to ? 1 : 0;
        const expected = to
          ? { ok: true, value: to }
          : { ok: false, error: { code: 'transition_not_allowed', from, trigger } };
        expect(transition(table, from, trigger)).toEqual(expected);
      }
    }
    expect(allowed).toBe(pairs);
  });
});
