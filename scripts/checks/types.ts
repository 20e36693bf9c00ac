import { relative } from 'node:path';
import ts from 'typescript';
import { floatingPromises } from './floating-promises';

/** Compiles the whole tree in memory once and reports what the compiler refuses and every promise nobody waits for. */
function main(): number {
  const root = process.cwd();
  const config = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  if (!config) return 1;
  const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });
  const complaints = [
    ...[...config.errors, ...ts.getPreEmitDiagnostics(program)].map((diagnostic) => sentence(root, diagnostic)),
    ...floatingPromises(program).map(({ file, line, text }) => `${relative(root, file)}:${line} ${text}`),
  ];
  for (const complaint of complaints) console.error(complaint);
  return complaints.length === 0 ? 0 : 1;
}

function sentence(root: string, { file, start, messageText, code }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (!file || start === undefined) return `TS${code} ${text}`;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${relative(root, file.fileName)}:${line + 1} TS${code} ${text}`;
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
}

process.exitCode = main();
