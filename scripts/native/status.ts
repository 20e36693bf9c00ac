import { type Launcher, redisPort } from './launcher';
import { postgresAnswers } from './postgres-roles';
import { postgresPid } from './postgres-server';
import { runningRecord } from './process-record';
import { isReady, processPlans } from './processes';
import { redisAnswers, redisPid } from './redis-server';

export interface StatusRow {
  name: string;
  pid: number | undefined;
  port: number;
  healthy: boolean;
}

/** Each server and process: whether it runs, and whether it answers. */
export async function statusRows({ folder, config, postgresPort }: Launcher): Promise<StatusRow[]> {
  const postgres = postgresPid(folder);
  const redis = redisPid(folder);
  const servers = [
    {
      name: 'postgres',
      pid: postgres,
      port: postgresPort,
      healthy: postgres !== undefined && (await postgresAnswers(folder, postgresPort)),
    },
    {
      name: 'redis',
      pid: redis,
      port: redisPort(config),
      healthy: redis !== undefined && (await redisAnswers(config.redis.url)),
    },
  ];
  const processes = processPlans(config).map(async ({ name, port }) => {
    const pid = runningRecord(folder, name)?.pid;
    return { name, pid, port, healthy: pid !== undefined && (await isReady(port)) };
  });
  return [...servers, ...(await Promise.all(processes))];
}

export function printStatus(rows: readonly StatusRow[]): void {
  printTable([
    ['process', 'pid', 'port', 'state'],
    ...rows.map(({ name, pid, port, healthy }) => [name, String(pid ?? '-'), String(port), stateOf(pid, healthy)]),
  ]);
}

/** What a person needs after a start: addresses and logins. */
export function printWelcome({ config, folder, postgresPort }: Launcher): void {
  const { urls, seed, dashboard } = config;
  console.log();
  printTable([
    ['what', 'where', 'login'],
    ['subscription API', `${urls.subscription}/docs`, `${seed.adminEmail} / ${seed.adminPassword}`],
    ['payment API', `${urls.payment}/docs`, 'a token of the subscription API'],
    ['queue dashboard', urls.dashboard, `${dashboard.user} / ${dashboard.password}`],
    ['gateway simulator', `${urls.simulator}/__journal`, ''],
    ['PostgreSQL', `127.0.0.1:${postgresPort}`, 'in config/environments'],
    ['Redis', config.redis.url, ''],
    ['logs', folder.logs, ''],
  ]);
}

function stateOf(pid: number | undefined, healthy: boolean): string {
  if (pid === undefined) return 'stopped';
  return healthy ? 'healthy' : 'not ready';
}

export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
