import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn by the thousand: one draw costs as much as a hundred ids. */
const RANDOM_BYTES = 8_192;
const RANDOM_BYTES_EACH = 6;
const SEQUENCE_MAX = 0x3ff_ffff;
const pool = Buffer.alloc(RANDOM_BYTES);
let used = RANDOM_BYTES;
let lastMilliseconds = 0;
let sequence = 0;

/**
 * UUID version 7: made in the application, ordered by time, so that primary keys append to their index. Those of one process
 * grow strictly: 48 bits of real milliseconds, 26 bits that count within one from a random start, 48 random bits.
 */
export const newId = (): string => {
  const milliseconds = Date.now();
  if (milliseconds > lastMilliseconds) {
    lastMilliseconds = milliseconds;
    // The upper half stays free to count up in.
    sequence = random(4) & (SEQUENCE_MAX >> 1);
  } else if (++sequence > SEQUENCE_MAX) {
    lastMilliseconds++;
    sequence = 0;
  }
  const time = hex(lastMilliseconds, 12);
  const version = hex(0x7000 | (sequence >> 14), 4);
  const variant = hex(0x8000 | (sequence & 0x3fff), 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${hex(random(RANDOM_BYTES_EACH), 12)}`;
};

function random(bytes: number): number {
  if (used + bytes > RANDOM_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.readUIntBE(used - bytes, bytes);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
