/** A refund whose message was lost is sent all the same. */
export const UNSENT_FOR_SECONDS = 300;

/** Gateways forget their keys after a day; within this long a refund that they know nothing of may be sent again. */
export const KEY_LIVES_SECONDS = 20 * 3600;

/** A gateway that breaks over one refund so often will do so for ever: then it is given up, for good. */
export const TRIES_MAX = 5;

const PAUSES_SECONDS = [5, 60, 300, 3600];
const DAY_SECONDS = 24 * 3600;

/** When to ask again about a refund that the gateway itself calls unfinished: after 5 s, 1 min, 5 min, 1 h, then daily. */
export function nextCheckSeconds(checks: number): number {
  return PAUSES_SECONDS[checks] ?? DAY_SECONDS;
}
