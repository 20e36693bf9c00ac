import { tallyOf } from './test-run';

describe('tallyOf', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    numRuntimeErrorTestSuites: 0,
  };

  it('counts tests, and a suite that does not run as a failure', () => {
    expect(tallyOf(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    expect(tallyOf({ ...report, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }, 1).failed).toBe(3);
  });

  it('never takes a runner that crashed for a success', () => {
    expect(tallyOf(undefined, 0).failed).toBe(1);
    expect(tallyOf(report, 1).failed).toBe(1);
  });
});
