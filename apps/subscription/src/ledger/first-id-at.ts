import type { Instant } from '@libs/calendar';

const TIME_DIGITS = 12;

/** The lowest UUID of version 7 that is made at an instant of real time: every id made before is lower. */
export function firstIdAt(instant: Instant): string {
  const time = instant.epochMilliseconds.toString(16).padStart(TIME_DIGITS, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
