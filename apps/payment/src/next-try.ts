import type { Instant } from '@libs/calendar';

const PAUSE_SECONDS_MIN = 1;
/** Promise 2: settled within a minute after trouble ends. */
const PAUSE_SECONDS_MAX = 30;

/** As long again as it has been tried already: after 1, 2, 4 … at most 30 s. Both instants are real time. */
export function nextTry(since: Instant, now: Instant): Instant {
  const triedSeconds = since.millisecondsUntil(now) / 1000;
  const pauseSeconds = Math.min(PAUSE_SECONDS_MAX, Math.max(PAUSE_SECONDS_MIN, triedSeconds));
  return now.plusMilliseconds(Math.round(pauseSeconds * 1000));
}
