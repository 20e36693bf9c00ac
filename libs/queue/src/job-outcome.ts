/** How the handling of a message ended. An error that a handler throws counts as a retry. */
export type JobOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'snooze'; readonly untilEpochMs: number }
  | { readonly kind: 'drop'; readonly reason: string };

/** The effect is there, by this attempt or an earlier one. */
export const done = (): JobOutcome => ({ kind: 'done' });

/** Could not be done now: waits as the policy says, and after the last attempt goes to the failed set with this reason. */
export const retry = (reason: string): JobOutcome => ({ kind: 'retry', reason });

/** Too early: comes back at this instant (real time, unix milliseconds). Uses up no attempt. */
export const snooze = (untilEpochMs: number): JobOutcome => ({ kind: 'snooze', untilEpochMs });

/** Will never be done and needs nobody's attention: acknowledged, the reason stays visible beside the message. */
export const drop = (reason: string): JobOutcome => ({ kind: 'drop', reason });

const KINDS = new Set(['done', 'retry', 'snooze', 'drop']);

export function isJobOutcome(value: unknown): value is JobOutcome {
  return typeof value === 'object' && value !== null && KINDS.has((value as { kind?: string }).kind ?? '');
}
