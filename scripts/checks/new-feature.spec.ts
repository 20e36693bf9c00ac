import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const REPOSITORY = resolve(__dirname, '../..');
const CONFIGURATION = ['tsconfig.json', '.oxlintrc.json', '.oxfmtrc.json', '.dependency-cruiser.mjs', 'package.json'];
const MADE = 'apps/subscription/src/gift-cards';

// The script writes into the tree it lies in, so it gets a tree of its own.
describe('scripts/new-feature.sh', () => {
  let tree: string;
  const run = (tool: string, ...options: string[]) =>
    spawnSync(process.execPath, [join('node_modules', tool), ...options], { cwd: tree, encoding: 'utf8' });
  const newFeature = (...options: string[]) =>
    spawnSync('bash', [join(tree, 'scripts/new-feature.sh'), ...options], { encoding: 'utf8' });

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'new feature '));
    for (const name of [...CONFIGURATION, 'libs', 'scripts/new-feature.sh', 'scripts/checks']) {
      cpSync(join(REPOSITORY, name), join(tree, name), { recursive: true });
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(tree, 'node_modules'));
    execFileSync('bash', [join(tree, 'scripts/new-feature.sh'), 'subscription', 'gift-cards']);
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test('makes rooms that are formatted', () => {
    expect(run('oxfmt/bin/oxfmt', '--check', MADE)).toMatchObject({ status: 0 });
  });

  test('makes rooms that the linter likes', () => {
    expect(run('oxlint/bin/oxlint', '--deny-warnings', MADE)).toMatchObject({ status: 0 });
  });

  test('makes rooms that keep the import rules', () => {
    const cruise = run('dependency-cruiser/bin/dependency-cruise.mjs', 'apps', '--config', '.dependency-cruiser.mjs');
    const mine = cruise.stdout.split('\n').filter((line) => line.includes('gift-cards'));
    expect(mine).toEqual([]);
    expect(cruise.stdout).toContain('modules');
  });

  test('makes rooms that compile', () => {
    const { config } = ts.readConfigFile(join(tree, 'tsconfig.json'), ts.sys.readFile) as { config: object };
    const parsed = ts.parseJsonConfigFileContent({ ...config, include: [MADE] }, ts.sys, tree);
    expect(parsed.fileNames).toHaveLength(5);
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(parsed.fileNames, parsed.options));
    const mine = diagnostics.filter(({ file }) => file?.fileName.includes('gift-cards'));
    expect(mine.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  }, 30_000);

  test.each([
    ['a feature that is there already', ['subscription', 'gift-cards'], 1, 'is there already'],
    ['an app that is none', ['billing', 'gift-cards'], 2, 'Usage'],
    ['a name that is not in kebab case', ['payment', 'GiftCards'], 2, 'Usage'],
    ['a name that leads elsewhere', ['payment', '../gift-cards'], 2, 'Usage'],
    ['nothing at all', [], 2, 'Usage'],
  ])('refuses %s', (_, options, status, words) => {
    const refused = newFeature(...options);
    expect(refused.status).toBe(status);
    expect(refused.stderr).toContain(words);
  });
});
