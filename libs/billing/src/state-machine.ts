import { ok, refuse, type Result } from '@libs/errors';

/** Which trigger leads from which state to which; a pair that is not in the table is refused. */
export type TransitionTable<State extends string, Trigger extends string> = {
  readonly [from in State]: { readonly [trigger in Trigger]?: State };
};

export interface TransitionRefusal<State extends string = string, Trigger extends string = string> {
  readonly code: 'transition_not_allowed';
  readonly from: State;
  readonly trigger: Trigger;
}

/** The state after a trigger: an open invoice that is `paid_in_full` → `paid`; a paid one that is `voided` → refused. */
export function transition<State extends string, Trigger extends string>(
  table: TransitionTable<State, Trigger>,
  from: State,
  trigger: Trigger,
): Result<State, TransitionRefusal<State, Trigger>> {
  const row: { readonly [trigger in Trigger]?: State } = table[from];
  const to = Object.hasOwn(row, trigger) ? row[trigger] : undefined;
  return to ? ok(to) : refuse({ code: 'transition_not_allowed', from, trigger });
}
