import { readFileSync } from 'node:fs';
import { MUTANTS, mutated } from './mutants';

it.each(MUTANTS.flatMap(({ name, changes }) => changes.map((change) => [name, change] as const)))(
  'the mutant %s still fits the source it changes',
  (_, change) => {
    const source = readFileSync(change.file, 'utf8');
    expect(mutated(source, change)).not.toBe(source);
  },
);
