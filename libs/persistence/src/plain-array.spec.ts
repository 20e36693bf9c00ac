import { plainArray } from './plain-array';

describe('an array of plain values', () => {
  it.each([
    [[], '{}'],
    [['0197c1d2-6f00-7000-8000-000000000000', null], '{0197c1d2-6f00-7000-8000-000000000000,NULL}'],
    [[-2999n, 3, 0.5, true], '{-2999,3,0.5,true}'],
    [['2026-02-10T09:00:00.5Z', '1.50', 'proration_credit'], '{2026-02-10T09:00:00.5Z,1.50,proration_credit}'],
  ])('%j → %s', (values, text) => {
    expect(plainArray(values)).toBe(text);
  });

  it.each(['', 'a b', 'a,b', 'a}', '"a"', 'a\\', 'NULL'])('refuses what needs quotes: %j', (value) => {
    expect(() => plainArray([value])).toThrow('not a plain array element');
  });
});
