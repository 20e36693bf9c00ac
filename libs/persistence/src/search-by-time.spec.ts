import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
/** The planner asks an index only for what is one value per statement; `clock_timestamp()` is compared with every row. */
const SEARCH_ROW_BY_ROW = /\w+_at <=? clock_timestamp\(\)[^`;]*\bLIMIT\b/;

it('looks for rows that are due, or old, by now(), so that their index is used', () => {
  const files = ['apps', 'libs'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((file) => join(ROOT, top, file)),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => SEARCH_ROW_BY_ROW.test(readFileSync(file, 'utf8')))).toEqual([]);
});
