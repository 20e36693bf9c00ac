import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentPages } from './docs/environment-page';
import { errorsPage } from './docs/errors-page';
import type { Page } from './docs/page';
import { queuesPage } from './docs/queues-page';
import { rolesPage } from './docs/roles-page';
import { stateDiagramsPage } from './docs/state-diagrams-page';

const GENERATED = 'docs/generated';

/** Run from the root of the repository: writes every generated page, or with `--check` names those that are stale. */
function main(): number {
  const pages = allPages();
  const stale = pages.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  const leftOver = existsSync(GENERATED)
    ? readdirSync(GENERATED)
        .map((name) => join(GENERATED, name))
        .filter((path) => !pages.some((page) => page.path === path))
    : [];
  if (process.argv.includes('--check')) {
    for (const { path } of stale) console.error(`${path} differs from its source.`);
    for (const path of leftOver) console.error(`${path} has no source any more.`);
    return stale.length + leftOver.length === 0 ? 0 : 1;
  }
  for (const { path, text } of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const path of leftOver) rmSync(path);
  console.log(`${pages.length} generated pages, ${stale.length} written, ${leftOver.length} removed.`);
  return 0;
}

function allPages(): Page[] {
  return [errorsPage(), stateDiagramsPage(), queuesPage(), rolesPage(), ...environmentPages()].filter(
    (page) => page !== undefined,
  );
}

process.exitCode = main();
