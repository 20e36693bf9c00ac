import type { Redis } from 'ioredis';

/** What is wrong with how this Redis is set up: one that evicts, or that keeps nothing on disk, loses messages (promise 18). */
export async function serverProblems(redis: Redis): Promise<string[]> {
  const info = await redis.info();
  const problems: string[] = [];
  const policy = field(info, 'maxmemory_policy');
  if (policy !== 'noeviction')
    problems.push(`Redis evicts: set maxmemory-policy to noeviction (it is ${policy ?? 'unknown'})`);
  if (field(info, 'aof_enabled') !== '1') problems.push('Redis keeps no append-only file: set appendonly to yes');
  else if (field(info, 'aof_last_write_status') === 'err') problems.push('Redis cannot write its append-only file');
  return problems;
}

const MARKER = 'billing:queue-epoch';

/**
 * Changes whenever Redis may have lost something: a restart changes the run id, a wipe removes the marker. Whoever
 * sees a change checks that what was published is still there.
 */
export async function serverEpoch(redis: Redis, keyPrefix: string, freshId: string): Promise<string> {
  const key = keyPrefix + MARKER;
  const results = await redis.pipeline().set(key, freshId, 'NX').get(key).info('server').exec();
  const [marker, info] = [results?.[1], results?.[2]].map((entry) => {
    if (!entry || entry[0]) throw entry?.[0] ?? new Error('Redis gave no answer');
    return String(entry[1]);
  });
  return `${field(info ?? '', 'run_id') ?? ''} ${marker}`;
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();
}
