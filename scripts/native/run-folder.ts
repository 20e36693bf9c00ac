import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { EnvironmentName } from '@libs/config';

export const isRoot = process.getuid?.() === 0;

/** A reason the operator can do something about; it is printed without a stack. */
export class CannotContinue extends Error {}

/** Where one environment of one checkout keeps its data, logs and process ids. */
export interface RunFolder {
  environment: EnvironmentName;
  checkout: string;
  directory: string;
  logs: string;
  processes: string;
  postgres: string;
  redis: string;
  signingKeys: string;
  simulator: string;
}

/** Outside the checkout (a `git clean` must not delete a database) and outside /root (PostgreSQL runs as another user). */
export function dataHome(): string {
  if (process.env.BILLING_HOME) return process.env.BILLING_HOME;
  if (isRoot) return '/var/lib/billing-backend';
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'billing-backend');
}

/** Each checkout has a folder of its own, so that two clones on one machine never share or destroy data. */
export function runFolder(checkout: string, environment: EnvironmentName): RunFolder {
  const hash = createHash('sha256').update(checkout).digest('hex').slice(0, 10);
  const directory = join(dataHome(), `${basename(checkout)}-${hash}`, environment);
  return {
    environment,
    checkout,
    directory,
    logs: join(directory, 'logs'),
    processes: join(directory, 'processes'),
    postgres: join(directory, 'postgres'),
    redis: join(directory, 'redis'),
    signingKeys: join(directory, 'jwt-keys'),
    simulator: join(directory, 'simulator'),
  };
}

export function prepareRunFolder(folder: RunFolder): void {
  mkdirSync(folder.directory, { recursive: true, mode: 0o755 });
  // Only the way to PostgreSQL's folder is open to its user; what lies beside it is not.
  for (const path of [folder.logs, folder.processes, folder.redis, folder.signingKeys, folder.simulator]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  }
  writeFileSync(join(folder.directory, 'checkout'), folder.checkout);
  if (isRoot) refuseClosedParents(folder.directory);
}

/** The run folders of this environment that belong to other checkouts on this machine. */
export function foldersOfOtherCheckouts(folder: RunFolder): RunFolder[] {
  if (!existsSync(dataHome())) return [];
  return readdirSync(dataHome())
    .map((name) => join(dataHome(), name, folder.environment, 'checkout'))
    .filter((path) => dirname(path) !== folder.directory && existsSync(path))
    .map((path) => runFolder(readFileSync(path, 'utf8'), folder.environment));
}

function refuseClosedParents(directory: string): void {
  for (let path = directory; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) {
      throw new CannotContinue(
        `PostgreSQL does not run as root, and its user cannot enter ${path}. Set BILLING_HOME to a folder everybody may enter.`,
      );
    }
  }
}
