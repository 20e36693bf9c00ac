import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 10 ms whatever the kernel's own clock does. */
const TICKS_PER_SECOND = 100;

/** Who is watched, and the ids of their processes at the moment. */
export type Watched = Readonly<Record<string, () => readonly number[]>>;

type Usage = Record<string, Map<number, number>>;

/** Runs `work` and says how many cores each of the watched kept busy meanwhile (Linux; elsewhere only this process). */
export async function withCores<T>(watched: Watched, work: () => Promise<T>) {
  const before = usageOf(watched);
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const own = process.cpuUsage(ownBefore);
  const after = usageOf(watched);
  const cores: Record<string, number> = { client: (own.user + own.system) / 1e6 / seconds };
  for (const [name, pids] of Object.entries(after)) {
    let spent = 0;
    for (const [pid, used] of pids) spent += used - (before[name]?.get(pid) ?? 0);
    cores[name] = spent / seconds;
  }
  return { result, cores, seconds };
}

function usageOf(watched: Watched): Usage {
  if (process.platform !== 'linux') return {};
  return Object.fromEntries(
    Object.entries(watched).map(([name, pids]) => [name, new Map(pids().map((pid) => [pid, secondsUsedBy(pid)]))]),
  );
}

/** User and system time of a process, in seconds; 0 when it is gone. */
function secondsUsedBy(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
