import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CannotContinue, dataHome, isRoot } from './run-folder';

export interface RedisBinary {
  program: string;
  /** Where the libraries are that came with it, when they are not the system's. */
  libraryPath?: string;
}

const NAMES = ['valkey-server', 'redis-server'];
const POLICY = '/usr/sbin/policy-rc.d';

/** Valkey or Redis on this machine, else from its package manager, else a sentence that says what to do. */
export function findRedis(): RedisBinary {
  const found = onThisMachine() ?? unpacked();
  if (found) return found;
  console.log('Redis is not on this machine: getting it from the package manager …');
  if (existsOnPath('apt-get')) {
    if (isRoot) installWithApt();
    else unpackWithApt();
  } else if (existsOnPath('brew')) {
    spawnSync('brew', ['install', 'redis'], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  const installed = onThisMachine() ?? unpacked();
  if (installed) return installed;
  throw new CannotContinue(
    'There is no Redis here and none could be installed. Install redis-server or valkey-server 7 or newer (apt-get install redis-server, dnf install valkey, brew install redis), then start again.',
  );
}

/** What is here already, without installing anything. */
export const redisOnThisMachine = () => onThisMachine() ?? unpacked();

function onThisMachine(): RedisBinary | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const program = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  return program === undefined ? undefined : { program };
}

function existsOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** Installs the package without starting the service that comes with it: port 6379 is none of ours. */
function installWithApt(): void {
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
    if (!apt(install)) {
      apt(['update']); // A new machine has no package lists yet.
      apt(install);
    }
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}

function apt(args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

const unpackDirectory = () => join(dataHome(), 'programs', 'redis');

/** Without root: downloads the package and what it lacks, and unpacks them into our own folder. */
function unpackWithApt(): void {
  const simulated = spawnSync('apt-get', ['-s', '--no-install-recommends', 'install', 'redis-server'], {
    encoding: 'utf8',
  });
  const packages = [...simulated.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  if (packages.length === 0) return;
  const target = unpackDirectory();
  mkdirSync(target, { recursive: true });
  spawnSync('apt-get', ['-q', 'download', ...packages], { cwd: target, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const file of readdirSync(target).filter((name) => name.endsWith('.deb'))) {
    execFileSync('dpkg', ['-x', join(target, file), target]);
    rmSync(join(target, file));
  }
}

function unpacked(): RedisBinary | undefined {
  const program = join(unpackDirectory(), 'usr', 'bin', 'redis-server');
  if (!existsSync(program)) return undefined;
  const libraries = ['lib', 'usr/lib']
    .map((folder) => join(unpackDirectory(), folder))
    .filter((path) => existsSync(path));
  const multiarch = libraries.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return { program, libraryPath: [...libraries, ...multiarch].join(delimiter) };
}
