import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface EnvFile {
  /** What the file calls itself in its `ENVIRONMENT=` line. */
  marker: string | undefined;
  entries: Map<string, string>;
  mistakes: string[];
}

const LINE = /^([A-Z][A-Z0-9_]*)=(.*)$/;

/** Reads `NAME=value` lines; blank lines and lines that begin with `#` say nothing. Quotes are part of no value. */
export function parseEnvFile(name: string, content: string): EnvFile {
  const file: EnvFile = { marker: undefined, entries: new Map(), mistakes: [] };
  content.split(/\r?\n/).forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const match = LINE.exec(trimmed);
    if (!match) {
      // The line may hold a secret, so only its number is told.
      file.mistakes.push(`${name}, line ${index + 1}: write NAME=value or begin the line with #.`);
      return;
    }
    const [, key = '', value = ''] = match;
    if (key === 'ENVIRONMENT') file.marker = value;
    else if (file.entries.has(key)) file.mistakes.push(`${name}, line ${index + 1}: ${key} is there twice.`);
    else file.entries.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  });
  return file;
}

export function readEnvFile(directory: string, name: string): EnvFile | undefined {
  const path = join(directory, name);
  return existsSync(path) ? parseEnvFile(name, readFileSync(path, 'utf8')) : undefined;
}

/** The nearest `config/environments` above this file (a checkout, `dist/` or an image), else above the working directory. */
export function findEnvironmentsDirectory(): string {
  for (const start of [__dirname, process.cwd()]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, 'config', 'environments');
      if (existsSync(join(candidate, 'base.env'))) return candidate;
      if (folder === dirname(folder)) break;
    }
  }
  throw new Error('No config/environments/base.env above this program or the working directory.');
}

/** `config/mail-templates`, beside the environments. */
export function findMailTemplatesDirectory(): string {
  return join(dirname(findEnvironmentsDirectory()), 'mail-templates');
}

/** Fills each `${NAME}` from the process's variables; the names that are missing come back beside it. */
export function fillPlaceholders(text: string, env: NodeJS.ProcessEnv): { value: string; missing: string[] } {
  const missing: string[] = [];
  const value = text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    if (!env[name]) missing.push(name);
    return env[name] ?? '';
  });
  return { value, missing };
}
