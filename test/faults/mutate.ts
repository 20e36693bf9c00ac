import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { compiledDirectory } from '../../scripts/native/processes';
import { MUTANTS, mutated } from './mutants';

/** Builds the named mutant into the programs of this run; without a name, nothing. */
function main(words: readonly string[]): number {
  const at = words.indexOf('--mutant');
  if (at < 0) return 0;
  const mutant = MUTANTS.find(({ name }) => name === words[at + 1]);
  if (!mutant) {
    console.error(`--mutant takes one of ${MUTANTS.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  for (const { file, ...change } of mutant.changes) {
    const filename = join(process.cwd(), file);
    const source = mutated(readFileSync(filename, 'utf8'), { file, ...change });
    const { code } = transformSync(source, { filename, configFile: join(process.cwd(), '.swcrc'), sourceMaps: false });
    writeFileSync(join(compiledDirectory(), file.replace(/\.ts$/, '.js')), code);
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
