import { Temporal } from 'temporal-polyfill';
import { DAY_MILLISECONDS } from './civil-date';

/** A stretch of the time line on which a zone keeps one offset. */
interface Stretch {
  /** Epoch milliseconds; the start is in, the end is out. */
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/**
 * The offsets of one zone, each looked up once in the time zone database and then remembered: a few dozen stretches per
 * zone, found again by bisection.
 */
export class ZoneOffsets {
  /** Sorted; with gaps where nobody asked yet. */
  readonly #stretches: Stretch[] = [];

  constructor(private readonly zoneId: string) {}

  /** What the wall clock shows ahead of UTC at an instant, in milliseconds: Berlin in summer → 7,200,000. */
  at(epochMilliseconds: number): number {
    let [low, high] = [0, this.#stretches.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const stretch = this.#stretches[middle];
      if (stretch && epochMilliseconds >= stretch.end) low = middle + 1;
      else high = middle;
    }
    const found = this.#stretches[low];
    if (found && epochMilliseconds >= found.start) return found.offset;
    const learned = this.#learn(epochMilliseconds);
    this.#stretches.splice(low, 0, learned);
    return learned.offset;
  }

  /**
   * The instant of a wall-clock time, both in milliseconds: a time that is skipped moves forward by the gap, one that
   * happens twice is the first of the two.
   */
  instantOf(wallMilliseconds: number): number {
    // No zone changes its clock twice within two days.
    const before = this.at(wallMilliseconds - DAY_MILLISECONDS);
    const after = this.at(wallMilliseconds + DAY_MILLISECONDS);
    const first = wallMilliseconds - before;
    if (before === after || this.at(first) === before) return first;
    const second = wallMilliseconds - after;
    return this.at(second) === after ? second : first;
  }

  #learn(epochMilliseconds: number): Stretch {
    const zoned = Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO(this.zoneId);
    const next = zoned.getTimeZoneTransition('next');
    // The transition before the next millisecond includes one that happens at this very instant.
    const previous = zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
    return {
      start: previous ? previous.epochMilliseconds : -Infinity,
      end: next ? next.epochMilliseconds : Infinity,
      offset: zoned.offsetNanoseconds / 1_000_000,
    };
  }
}
