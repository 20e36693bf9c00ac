import type { Redis } from 'ioredis';
import { serverProblems } from './redis-health';

const redisThatSays = (...lines: string[]) =>
  ({ info: async () => ['# Memory', ...lines].join('\r\n') }) as unknown as Redis;

it.each([
  ['nothing', ['maxmemory_policy:noeviction', 'aof_enabled:1', 'aof_last_write_status:ok'], []],
  ['eviction', ['maxmemory_policy:allkeys-lru', 'aof_enabled:1'], [/noeviction \(it is allkeys-lru\)/]],
  ['a server that does not say', ['aof_enabled:1'], [/it is unknown/]],
  ['no file', ['maxmemory_policy:noeviction', 'aof_enabled:0'], [/appendonly/]],
  ['a full disk', ['maxmemory_policy:noeviction', 'aof_enabled:1', 'aof_last_write_status:err'], [/cannot write/]],
  ['both', ['maxmemory_policy:volatile-ttl', 'aof_enabled:0'], [/noeviction/, /appendonly/]],
])('reports %s', async (_, lines, problems) => {
  expect(await serverProblems(redisThatSays(...lines))).toEqual(problems.map((text) => expect.stringMatching(text)));
});
