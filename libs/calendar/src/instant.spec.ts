import { InvariantBroken } from '@libs/errors';
import { Instant } from './instant';

describe('Instant.parse', () => {
  test.each([
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00Z'],
    ['2026-01-31T09:30Z', '2026-01-31T09:30:00Z'],
    ['2026-01-31T09:30:00.250Z', '2026-01-31T09:30:00.250Z'],
    ['2026-01-31T09:30:00.123999Z', '2026-01-31T09:30:00.123Z'],
    ['2026-01-31T10:30:00+01:00', '2026-01-31T09:30:00Z'],
    ['2026-01-31T05:00:00-04:30', '2026-01-31T09:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, iso) => {
    expect(Instant.of(text).toString()).toBe(iso);
    expect(JSON.stringify({ at: Instant.of(text) })).toBe(`{"at":"${iso}"}`);
  });

  test.each([
    '',
    '2026-01-31',
    '2026-01-31T09:30:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-01 00:00:00Z',
    '1767225600',
    '2026-01-01T00:00:00z',
    '+002026-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '10000-01-01T00:00:00Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00Z\n',
    '9999-12-31T23:59:59-01:00',
    '2025-02-29T00:00:00Z',
  ])('%p is refused', (text) => {
    expect(Instant.parse(text)).toEqual({ ok: false, error: { code: 'not_an_instant' } });
  });
});

describe('Instant', () => {
  const noon = Instant.of('2026-01-31T12:00:00.900Z');

  test('goes to the database driver and back', () => {
    expect(Instant.fromDate(noon.toDate()).equals(noon)).toBe(true);
  });

  test('moves along the time line and compares', () => {
    expect(noon.wholeSecond().toString()).toBe('2026-01-31T12:00:00Z');
    expect(noon.plusHours(24).toString()).toBe('2026-02-01T12:00:00.900Z');
    expect(noon.millisecondsUntil(noon.plusSeconds(-2))).toBe(-2000);
    expect([noon.isBefore(noon.plusSeconds(1)), noon.isBefore(noon), noon.isAfter(noon.plusSeconds(-1))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(noon.epochSeconds).toBe(1_769_860_800);
    expect([noon.plusSeconds(1), noon].sort((a, b) => a.compare(b))[0]).toBe(noon);
  });

  test.each([NaN, -1, 0.5, 253_402_300_800_000])('%p ms is no instant', (milliseconds) => {
    expect(() => Instant.ofEpochMilliseconds(milliseconds)).toThrow(InvariantBroken);
  });

  test('an invalid Date is no instant', () => {
    expect(() => Instant.fromDate(new Date('nonsense'))).toThrow(InvariantBroken);
  });
});
