import { isDeepStrictEqual } from 'node:util';

type Facts = Record<string, unknown>;

/** The members that differ, before and after; undefined when none does. */
export function changedFacts(before: Facts, after: Facts): { before: Facts; after: Facts } | undefined {
  const names = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (names.length === 0) return undefined;
  const pick = (facts: Facts) => Object.fromEntries(names.map((name) => [name, facts[name]]));
  return { before: pick(before), after: pick(after) };
}
