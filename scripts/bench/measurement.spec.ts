import { type Line, type Sample, medianRun, quantile, ratioOf, verdictOf } from './measurement';

const sample = (perSecond: number, failed = 0): Sample => ({ perSecond, failed, p50Ms: perSecond / 10, cores: {} });
const line = (here: Sample, ceiling?: Sample): Line => ({
  scenario: 'plans',
  what: 'GET',
  here,
  ...(ceiling ? { ceiling } : {}),
  goals: { required: 0.4, goal: 0.6 },
});

describe('median run', () => {
  test('is one whole run, with the latencies that belong to its throughput', () => {
    expect(medianRun([sample(300), sample(100), sample(200)])).toMatchObject({ perSecond: 200, p50Ms: 20 });
  });

  test('of an even number is the slower of the two in the middle', () => {
    expect(medianRun([sample(400), sample(100), sample(200), sample(300)]).perSecond).toBe(200);
  });

  test('shows the failures of every run', () => {
    expect(medianRun([sample(1, 2), sample(2), sample(3, 5)]).failed).toBe(7);
  });
});

describe('verdict', () => {
  test.each([
    [39, 'below'],
    [40, 'ok'],
    [59, 'ok'],
    [60, 'goal reached'],
  ])('%s of 100 is %s', (here, verdict) => {
    expect(verdictOf(line(sample(here), sample(100)))).toBe(verdict);
  });

  test('a failed answer on either side spoils it', () => {
    expect(verdictOf(line(sample(90, 1), sample(100)))).toBe('failed');
    expect(verdictOf(line(sample(90), sample(100, 1)))).toBe('failed');
  });

  test('without a ceiling nothing is judged', () => {
    expect(ratioOf(line(sample(90)))).toBeUndefined();
    expect(verdictOf(line(sample(90)))).toBe('for the record');
  });
});

test('a quantile is the value below which that share lies', () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1), quantile([], 0.5)]).toEqual([
    50,
    99,
    99,
    undefined,
  ]);
});
