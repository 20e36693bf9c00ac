/** The longest that anything may keep a client waiting for a payment; what is not known by then is answered with 202. */
export const ANSWER_WITHIN_MS = 9_500;

const FIRST_PAUSES_SECONDS = [5, 15, 30, 60];
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/**
 * When to ask again about a charge that the gateway itself calls unfinished: after 5, 15, 30 and 60 s, then every minute
 * for an hour, every five minutes for a day, every hour after that.
 */
export function nextCheckSeconds(checks: number, ageSeconds: number): number {
  const first = FIRST_PAUSES_SECONDS[checks];
  if (first !== undefined) return first;
  if (ageSeconds < HOUR_SECONDS) return 60;
  return ageSeconds < DAY_SECONDS ? 300 : HOUR_SECONDS;
}
