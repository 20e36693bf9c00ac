import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BenchEnvironment } from './environment';
import { type Line, type Sample, medianRun } from './measurement';

export interface Bench {
  environment: BenchEnvironment;
  seconds: number;
  runs: number;
  profileFolder: string | undefined;
  /** Tells the person who waits what is going on. */
  say: (sentence: string) => void;
}

export interface Scenario {
  name: string;
  run: (bench: Bench) => Promise<Line[]>;
}

/** Seconds before a measured run, for compilers and caches to warm up. */
export const WARM_UP_SECONDS = 2;

/** Ours and the ceiling in turns, so that a neighbor on the machine slows both; the medians. */
export async function inTurns(
  { runs, say }: Bench,
  what: string,
  { here, ceiling }: { here: () => Promise<Sample>; ceiling?: () => Promise<Sample> },
): Promise<{ here: Sample; ceiling?: Sample }> {
  const ours: Sample[] = [];
  const ceilings: Sample[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const sample = await here();
    ours.push(sample);
    const top = await ceiling?.();
    if (top) ceilings.push(top);
    const beside = top ? `, ceiling ${Math.round(top.perSecond)}/s` : '';
    say(`${what}: run ${run} of ${runs}: ${Math.round(sample.perSecond)}/s${beside}`);
  }
  return { here: medianRun(ours), ...(ceilings.length > 0 ? { ceiling: medianRun(ceilings) } : {}) };
}

/** Variables that let a process of ours be profiled, and a load to do it under; nothing without `--profile`. */
export function profiling({ profileFolder, environment }: Bench, processName: string, scenario: string) {
  if (!profileFolder) return { variables: {}, during: async () => undefined };
  const file = resolve(profileFolder, `${scenario}.${processName}.cpuprofile`);
  return {
    variables: { NODE_OPTIONS: `--require ${preload('profile-cpu')}`, BENCH_PROFILE_FILE: file },
    during: async (load: () => Promise<unknown>) => {
      rmSync(file, { force: true });
      environment.signal(processName);
      await load();
      await environment.askForFile(processName, file);
    },
  };
}

export const preload = (name: string) => join(__dirname, 'preload', `${name}.js`);
