import type { CivilDate } from './civil-date';
import type { Period } from './period';
import type { TimeZone } from './time-zone';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A period as a bill names it, in the account's zone: `10 Feb to 10 Mar`. Both ends share a day with the neighbor. */
export function describePeriod(period: Period, zone: TimeZone): string {
  return `${dayAndMonth(zone.dateAt(period.start))} to ${dayAndMonth(zone.dateAt(period.end))}`;
}

/** With years, where the reader has no other hint: `10 Dec 2026 to 10 Jan 2027`. */
export function describePeriodWithYears(period: Period, zone: TimeZone): string {
  const [start, end] = [zone.dateAt(period.start), zone.dateAt(period.end)];
  return `${dayAndMonth(start)} ${start.year} to ${dayAndMonth(end)} ${end.year}`;
}

function dayAndMonth({ day, month }: CivilDate): string {
  return `${day} ${MONTHS[month - 1]}`;
}
