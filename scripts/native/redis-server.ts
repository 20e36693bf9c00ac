import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, rotateLog } from './log-file';
import { RUN_FOLDER_VARIABLE, commandOf, processesIn, runningRecord, writeRecord } from './process-record';
import { findRedis } from './redis-binary';
import { CannotContinue, type RunFolder } from './run-folder';

const START_SECONDS_MAX = 30;

/** Ours by its record, or else by its working folder: Redis overwrites the variables that would mark it. */
export const redisPid = (folder: RunFolder): number | undefined =>
  runningRecord(folder, 'redis')?.pid ??
  processesIn(folder.redis).find((pid) => /(redis|valkey)-server/.test(commandOf(pid)));

/** Starts Redis with an append-only file and without eviction, and returns once it answers. */
export async function startRedis(folder: RunFolder, url: string): Promise<void> {
  const { program, libraryPath } = findRedis();
  const configuration = join(folder.redis, 'redis.conf');
  writeFileSync(configuration, settings(folder, url), { mode: 0o600 });
  const log = join(folder.logs, 'redis.log');
  rotateLog(log);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(program, [configuration], {
    cwd: folder.redis,
    detached: true,
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      [RUN_FOLDER_VARIABLE]: folder.directory,
      ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
    },
  });
  child.on('error', () => undefined); // A program that cannot run shows as one that does not answer.
  closeSync(output);
  child.unref();
  if (child.pid !== undefined) writeRecord(folder, 'redis', child.pid);
  for (let waitedMs = 0; waitedMs < START_SECONDS_MAX * 1000; waitedMs += 50) {
    if (await redisAnswers(url)) return;
    if (!runningRecord(folder, 'redis')) break;
    await sleep(50);
  }
  throw new CannotContinue(`Redis does not start. Its last lines:\n${lastLines(log, 20)}`);
}

/** Whether the server at this address takes our password and has finished loading. */
export function redisAnswers(url: string): Promise<boolean> {
  const { hostname, port, password } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 1000 });
    let answer = '';
    const finish = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => {
      if (password) socket.write(command('AUTH', decodeURIComponent(password)));
      socket.write(command('PING'));
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.includes('+PONG')) finish(true);
      else if (answer.includes('-')) finish(false);
    });
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
    socket.once('close', () => finish(false));
  });
}

const command = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

function settings(folder: RunFolder, url: string): string {
  const { port, password } = new URL(url);
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${quoted(folder.redis)}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    ...(password ? [`requirepass ${quoted(decodeURIComponent(password))}`] : []),
    '',
  ].join('\n');
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
