import { randomBytes } from 'node:crypto';
import { SystemClock } from '@libs/calendar';

/** Random digits are drawn by the thousand: one draw costs as much as a hundred ids. */
const RANDOM_BYTES = 6_144;
const RANDOM_DIGITS_EACH = 12;
const SEQUENCE_MAX = 0x3ff_ffff;
const LOW_BITS = 14;
const realTime = new SystemClock();
let digits = '';
let used = 0;
let lastMilliseconds = 0;
let time = '';
let sequence = 0;

/**
 * UUID version 7: made in the application, ordered by time, so that primary keys append to their index. Those of one process
 * grow strictly: 48 bits of real milliseconds, 26 bits that count within one from a random start, 48 random bits.
 */
export const newId = (): string => {
  const milliseconds = realTime.now().epochMilliseconds;
  // The upper half of the sequence stays free to count up in.
  if (milliseconds > lastMilliseconds) begin(milliseconds, parseInt(random(), 16) & (SEQUENCE_MAX >> 1));
  else if (++sequence > SEQUENCE_MAX) begin(lastMilliseconds + 1, 0);
  // Version 7 in the one, the variant in the other: both have four digits.
  const high = (0x7000 | (sequence >> LOW_BITS)).toString(16);
  const low = (0x8000 | (sequence & ((1 << LOW_BITS) - 1))).toString(16);
  return `${time}-${high}-${low}-${random()}`;
};

function begin(milliseconds: number, from: number): void {
  lastMilliseconds = milliseconds;
  sequence = from;
  const text = milliseconds.toString(16).padStart(12, '0');
  time = `${text.slice(0, 8)}-${text.slice(8)}`;
}

function random(): string {
  if (used >= digits.length) {
    digits = randomBytes(RANDOM_BYTES).toString('hex');
    used = 0;
  }
  used += RANDOM_DIGITS_EACH;
  return digits.slice(used - RANDOM_DIGITS_EACH, used);
}
