import ts from 'typescript';
import { floatingPromises } from './floating-promises';

function linesOf(source: string): number[] {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, strict: true, types: [], noEmit: true };
  const host = ts.createCompilerHost(options);
  const readLibrary = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion) =>
    name === 'story.ts' ? ts.createSourceFile(name, source, languageVersion, true) : readLibrary(name, languageVersion);
  return floatingPromises(ts.createProgram(['story.ts'], options, host)).map(({ line }) => line);
}

const declared =
  'declare function save(): Promise<void>; declare function log(): void; declare const maybe: { save?(): Promise<void> };\n';

describe('promises nobody waits for', () => {
  test.each([
    ['a bare call', 'save();'],
    ['an optional call', 'maybe.save?.();'],
    ['then without a way for errors', 'save().then(() => 1);'],
    ['finally after nothing', 'save().finally(() => 1);'],
    ['inside an arrow with a body', 'export const go = () => { save(); };'],
  ])('%s floats', (_, code) => {
    expect(linesOf(`${declared}${code}\nexport {};`)).toEqual([2]);
  });

  test.each([
    ['await', 'await save();'],
    ['void', 'void save();'],
    ['catch', 'save().catch(() => undefined);'],
    ['then with both', 'save().then(() => 1, () => 2);'],
    ['finally after catch', 'save().catch(() => 1).finally(() => 2);'],
    ['a plain call', 'log();'],
    ['a returned promise', 'export const go = () => save();'],
    ['a kept promise', 'let later: Promise<void>; later = save();'],
    ['a promise kept once', 'let later: Promise<void> | undefined; later ??= save();'],
  ])('%s does not', (_, code) => {
    expect(linesOf(`${declared}${code}\nexport {};`)).toEqual([]);
  });
});
