import fc from 'fast-check';

// Only what hangs is stopped: how long a test may take says nothing on a machine that is busy with something else.
jest.setTimeout(30_000);

/**
 * How often each property is tried, in every test file. The usual run draws the same cases each time: it is red because
 * of a change, never by chance. `npm run test:properties` looks for what nobody thought of, with another seed each time.
 */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 0);

fc.configureGlobal(runs > 0 ? { numRuns: runs } : { numRuns: 200, seed: 20_260_101 });
