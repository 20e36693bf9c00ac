import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { Client } from 'pg';
import { type Watched, withCores } from './cpu-time';
import { type Sample, quantile } from './measurement';

export interface RecordedStatement {
  /** Of a prepared statement. */
  name?: string;
  text: string;
  values: unknown[];
}

/** What one request did on one connection without letting go of it: a single statement, or BEGIN to COMMIT. */
export interface RecordedUnit {
  request: string;
  statements: RecordedStatement[];
}

export interface ReplayOptions {
  databaseUrl: string;
  connections: number;
  countOf?: (units: readonly RecordedUnit[]) => number;
}

export const readRecording = (file: string) => deserialize(readFileSync(file)) as RecordedUnit[];

export const requestsIn = (units: readonly RecordedUnit[]) => new Set(units.map(({ request }) => request)).size;

/**
 * Sends recorded statements again, from as many connections as the service had, as fast as PostgreSQL answers. The
 * database must be as it was before they were recorded. The rate is in requests, whatever they took, or in what is counted.
 */
export async function replay(
  units: readonly RecordedUnit[],
  { databaseUrl, connections, countOf = requestsIn }: ReplayOptions,
  watched: Watched,
): Promise<Sample> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const latencies: number[] = [];
  let failed = 0;
  let position = 0;
  const work = async (client: Client) => {
    for (let unit = units[position++]; unit; unit = units[position++]) {
      const startedAt = performance.now();
      if (!(await send(client, unit))) failed += 1;
      latencies.push(performance.now() - startedAt);
    }
  };
  try {
    const { cores, seconds } = await withCores(watched, () => Promise.all(clients.map(work)));
    latencies.sort((a, b) => a - b);
    const [p50Ms, p99Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    return { perSecond: countOf(units) / seconds, p50Ms, p99Ms, failed, cores };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function send(client: Client, { statements }: RecordedUnit): Promise<boolean> {
  try {
    for (const statement of statements) await client.query(statement);
    return true;
  } catch {
    if (statements.length > 1) await client.query('ROLLBACK');
    return false;
  }
}
