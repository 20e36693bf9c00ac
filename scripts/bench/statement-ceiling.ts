import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { type Bench, WARM_UP_SECONDS, preload } from './bench';
import type { BenchEnvironment, ServiceName } from './environment';
import type { Sample } from './measurement';
import { type RecordedUnit, readRecording, replay } from './recorded-statements';

const SNAPSHOT = 'bench_snapshot';
const REPLAYED = 'bench_replayed';
/** The recording is replayed faster than it was made, and should still last. */
const RECORDED_RUNS = 2;

export interface CeilingOptions {
  service: ServiceName;
  /** Processes that must run; the first of them is the one that is recorded and measured. */
  processes: readonly [string, ...string[]];
  load: (seconds: number) => Promise<Sample>;
  /** Of the processes while they are recorded. */
  variables?: NodeJS.ProcessEnv;
  /** Without it, as many as the pool of the service has. */
  connections?: number;
  /** What is counted, where a statement does the work of many requests; without it, requests. */
  countOf?: (units: readonly RecordedUnit[]) => number;
}

/**
 * The ceiling of a route: exactly the statements that its requests send, with their values, from plain `pg` clients. So
 * it follows every change of the code by itself. The service runs once with a recorder in front of its driver; then,
 * whenever the ceiling is measured, the recording is played on a copy of the database as it was before.
 */
export async function recordCeiling(bench: Bench, options: CeilingOptions): Promise<() => Promise<Sample>> {
  const { environment, seconds, say } = bench;
  const { service, processes, load, variables = {}, connections, countOf } = options;
  const file = environment.file(`${service}.statements`);
  rmSync(file, { force: true });
  await environment.stopProcesses(processes);
  await copyDatabase(environment, `billing_${service}`, SNAPSHOT);
  await environment.startProcesses(processes, {
    ...variables,
    NODE_OPTIONS: `--require ${preload('record-statements')}`,
    BENCH_STATEMENTS_FILE: file,
  });
  const { failed } = await load(seconds * RECORDED_RUNS);
  await environment.askForFile(processes[0], file);
  await environment.stopProcesses(processes);
  const units = readRecording(file);
  const perRequest = statementsPerRequest(units);
  say(
    `recorded ${units.length} units, ${perRequest.toFixed(1)} statements a request${failed > 0 ? `, ${failed} failed` : ''}`,
  );
  const { subscriptionDatabase, paymentDatabase } = environment.launcher.config;
  const { poolSize } = service === 'payment' ? paymentDatabase : subscriptionDatabase;
  return async () => {
    await copyDatabase(environment, SNAPSHOT, REPLAYED);
    const databaseUrl = environment.superuserUrl(REPLAYED);
    const replayed = { databaseUrl, connections: connections ?? poolSize, ...(countOf && { countOf }) };
    return replay(units, replayed, environment.watch([]));
  };
}

/** A service that was just started is slow at first. */
export const warmUp = (load: CeilingOptions['load']) => load(WARM_UP_SECONDS);

function statementsPerRequest(units: readonly RecordedUnit[]): number {
  const requests = new Set(units.map(({ request }) => request)).size;
  return units.reduce((sum, { statements }) => sum + statements.length, 0) / Math.max(1, requests);
}

/** Nobody may be connected to the source. */
async function copyDatabase(environment: BenchEnvironment, source: string, copy: string): Promise<void> {
  const client = new Client({ connectionString: environment.superuserUrl() });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${copy} TEMPLATE ${source}`);
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
