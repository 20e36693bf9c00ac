import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentPages } from './docs/environment-page';
import { errorsPage } from './docs/errors-page';
import { openApiDocuments } from './docs/openapi-documents';
import type { Page } from './docs/page';
import { queuesPage } from './docs/queues-page';
import { rolesPage } from './docs/roles-page';
import { stateDiagramsPage } from './docs/state-diagrams-page';

const GENERATED = 'docs/generated';

/** Run from the root of the repository: writes every generated page, or with `--check` names those that are stale. */
async function main(): Promise<number> {
  const pages = await allPages();
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

async function allPages(): Promise<Page[]> {
  const openApi = await openApiDocuments();
  return [errorsPage(), stateDiagramsPage(), queuesPage(), rolesPage(), ...environmentPages(), ...openApi].filter(
    (page) => page !== undefined,
  );
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
