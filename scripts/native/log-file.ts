import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';

const ROTATE_BYTES = 50 * 1024 * 1024;

/** The last lines of a log, from the given byte on. */
export function lastLines(path: string, count: number, fromByte = 0): string {
  if (!existsSync(path)) return '';
  const content = readFileSync(path).subarray(fromByte).toString('utf8');
  return content.trimEnd().split('\n').slice(-count).join('\n');
}

/** Before a start: a big log gives way to a new one; one old one is kept. Returns where the new lines begin. */
export function rotateLog(path: string): number {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  if (size < ROTATE_BYTES) return size;
  renameSync(path, `${path}.1`);
  return 0;
}
