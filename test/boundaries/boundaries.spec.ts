import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}
interface CruiseReport {
  summary: {
    violations: Violation[];
    totalCruised: number;
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] };
  };
}

const REPOSITORY = resolve(__dirname, '../..');
const FIXTURES = 'test/boundaries/fixtures';
const CLI = join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

// The command exits with the number of violations; the report on stdout is what counts.
function cruise(...folders: string[]): Promise<CruiseReport> {
  const commandLine = [CLI, ...folders, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const options = { cwd: REPOSITORY, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((done, fail) => {
    execFile(process.execPath, commandLine, options, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) done(JSON.parse(stdout) as CruiseReport);
      else fail(new Error(`dependency-cruiser gave no report: ${stderr || error?.message}`));
    });
  });
}

const rulesWithFixture = readdirSync(join(REPOSITORY, FIXTURES)).toSorted();

describe('import rules', () => {
  let fixtures: CruiseReport;
  let tree: CruiseReport;

  beforeAll(async () => {
    [fixtures, tree] = await Promise.all([cruise(FIXTURES), cruise('apps', 'libs', 'scripts')]);
  }, 60_000);

  test('every rule has a fixture, and every fixture a rule', () => {
    expect(rulesWithFixture).toEqual(fixtures.summary.ruleSetUsed.forbidden.map(({ name }) => name).toSorted());
  });

  test('every rule gives advice', () => {
    const silent = fixtures.summary.ruleSetUsed.forbidden.filter(({ comment }) => !comment?.trim().endsWith('.'));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test.each(rulesWithFixture)('%s fires on its fixture, alone', (rule) => {
    const there = fixtures.summary.violations.filter(({ from }) => from.startsWith(`${FIXTURES}/${rule}/`));
    expect([...new Set(there.map((violation) => violation.rule.name))]).toEqual([rule]);
  });

  test('the real tree keeps every rule', () => {
    expect(tree.summary.totalCruised).toBeGreaterThan(0);
    expect(tree.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});
