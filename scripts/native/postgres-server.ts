import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgres } from './postgres-binaries';
import { commandOf, identityOf, processesIn } from './process-record';
import { CannotContinue, isRoot, type RunFolder } from './run-folder';
import { lastLines } from './log-file';

const SUPERUSER = 'billing_superuser';
const LEFTOVER_SECONDS_MAX = 15;

interface SystemUser {
  uid: number;
  gid: number;
}

const dataOf = (folder: RunFolder) => join(folder.postgres, 'data');
const passwordFileOf = (folder: RunFolder) => join(folder.directory, 'postgres-superuser-password');
const logOf = (folder: RunFolder) => join(folder.postgres, 'postgres.log');

/** The server's own administrator, for making roles, databases and the tests' throw-away databases. */
export function superuserUrl(folder: RunFolder, port: number, database = 'postgres'): string {
  const password = readFileSync(passwordFileOf(folder), 'utf8');
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

export function postgresPid(folder: RunFolder): number | undefined {
  const path = join(dataOf(folder), 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  return identityOf(pid) !== undefined && commandOf(pid).includes('postgres') && isServerOf(folder, pid)
    ? pid
    : undefined;
}

/** Makes the data folder on the first start, then starts the server and returns once it takes connections. */
export async function startPostgres(folder: RunFolder, port: number): Promise<void> {
  const data = dataOf(folder);
  const versionFile = join(data, 'PG_VERSION');
  const dataVersion = existsSync(versionFile) ? Number(readFileSync(versionFile, 'utf8')) : undefined;
  const { directory } = findPostgres(folder.checkout, dataVersion);
  const user = serverUser(folder);
  mkdirSync(folder.postgres, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder.postgres, user.uid, user.gid);
  const run = (program: string, args: string[]) =>
    execFileSync(join(directory, program), args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...user });

  if (dataVersion === undefined) initialize(folder, user, run);
  writeFileSync(join(data, 'billing.conf'), settings(port));
  await clearAfterCrash(folder);
  const logFromByte = existsSync(logOf(folder)) ? statSync(logOf(folder)).size : 0;
  try {
    // pg_ctl hands its output to the server, so it must not be a pipe we would wait on.
    execFileSync(join(directory, 'pg_ctl'), ['-D', data, '-l', logOf(folder), '-w', '-t', '60', 'start'], {
      cwd: '/',
      stdio: 'ignore',
      ...user,
    });
  } catch {
    throw new CannotContinue(
      `PostgreSQL does not start. Its last lines:\n${lastLines(logOf(folder), 20, logFromByte)}`,
    );
  }
}

function initialize(
  folder: RunFolder,
  user: SystemUser | undefined,
  run: (program: string, args: string[]) => unknown,
) {
  const password = randomBytes(24).toString('hex');
  const passwordFile = join(folder.postgres, 'initial-password');
  // Made beside its place, since initdb begins with PG_VERSION: a first start that is cut off must not look finished.
  const unfinished = `${dataOf(folder)}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    run('initdb', [
      '-D',
      unfinished,
      '-U',
      SUPERUSER,
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
    ]);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    const output = (error as { stderr?: Buffer }).stderr?.toString() ?? String(error);
    throw new CannotContinue(`PostgreSQL's data folder could not be made:\n${output}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(passwordFileOf(folder), password, { mode: 0o600 });
  appendFileSync(join(unfinished, 'postgresql.conf'), "\ninclude 'billing.conf'\n");
  rmSync(dataOf(folder), { recursive: true, force: true });
  renameSync(unfinished, dataOf(folder));
}

/** Durable as in production: an acknowledged write survives a crash. TCP only: a socket's path may be too long. */
function settings(port: number): string {
  return [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'fsync = on',
    'synchronous_commit = on',
    'max_connections = 200',
    'shared_buffers = 256MB',
    'max_wal_size = 2GB',
    'checkpoint_completion_target = 0.9',
    'wal_compression = on',
    "log_timezone = 'UTC'",
    "timezone = 'UTC'",
    '',
  ].join('\n');
}

/** As root: who owns the data already, else postgres, else nobody. Not root: ourselves. */
function serverUser(folder: RunFolder): SystemUser | undefined {
  if (!isRoot) return undefined;
  if (existsSync(dataOf(folder))) {
    const { uid, gid } = statSync(dataOf(folder));
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':');
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new CannotContinue('PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.');
}

/**
 * A killed server leaves its lock, and for a moment the processes of its sessions, which use the same files. They end by
 * themselves. Then a lock is stale when its pid belongs to another program (a reboot) or to a dead process that nobody
 * reaps (a container without init); a lock whose pid is free PostgreSQL removes by itself.
 */
async function clearAfterCrash(folder: RunFolder): Promise<void> {
  const lock = join(dataOf(folder), 'postmaster.pid');
  if (!existsSync(lock)) return;
  for (let waitedMs = 0; processesIn(dataOf(folder)).length > 0; waitedMs += 50) {
    if (waitedMs >= LEFTOVER_SECONDS_MAX * 1000) {
      const pids = processesIn(dataOf(folder)).join(', ');
      throw new CannotContinue(
        `Sessions of a killed PostgreSQL still run (process ${pids}); end them and start again.`,
      );
    }
    await sleep(50);
  }
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (pidExists(pid)) rmSync(lock, { force: true });
}

function pidExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const isServerOf = (folder: RunFolder, pid: number) => commandOf(pid, 4096).includes(dataOf(folder));
