import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Launcher, redisPort } from './launcher';
import { postgresAnswers, prepareDatabases } from './postgres-roles';
import { postgresPid, startPostgres } from './postgres-server';
import { type WantedPort, refuseTakenPorts } from './ports';
import { runningRecord } from './process-record';
import { MIGRATIONS, type ProcessPlan, SEED, entryPath, isReady, missingEntries, processPlans } from './processes';
import { redisAnswers, redisPid, startRedis } from './redis-server';
import { type Started, runToEnd, startProcess, waitUntilReady } from './run-program';
import { CannotContinue, prepareRunFolder } from './run-folder';
import { makeSigningKeyIfNone } from './signing-key';
import { stopPostgres, stopProcesses, stopRedis, stopUnrecorded } from './stop';

export interface StartResult {
  alreadyRunning: boolean;
  /** Running processes are older than the build. */
  stale: string[];
}

/** Brings up what is missing and returns when all is ready. If that fails, what this call started is stopped again. */
export async function start(launcher: Launcher): Promise<StartResult> {
  const { folder, config } = launcher;
  const plans = processPlans(config);
  refuseMissing([...plans.map(({ entry }) => entry), ...MIGRATIONS, SEED]);
  prepareRunFolder(folder);
  const missing = plans.filter(({ name }) => !runningRecord(folder, name));
  const stale = plans
    .filter((plan) => !missing.includes(plan) && isOlderThanBuild(launcher, plan))
    .map(({ name }) => name);
  if (missing.length === 0 && (await allHealthy(launcher))) return { alreadyRunning: true, stale };

  const recorded = [...plans.map(({ name }) => name), 'redis'].map((name) => runningRecord(folder, name)?.pid ?? 0);
  await stopUnrecorded(folder, recorded);
  await refuseTakenPorts(missing, config.listenHost, folder);
  const servers = await startServers(launcher);
  const started: Started[] = [];
  try {
    await prepareData(launcher);
    for (const plan of missing) started.push(startProcess(launcher, plan));
    await waitUntilReady(launcher, [...started, ...stillRunning(launcher, plans, missing)]);
  } catch (error) {
    await stopProcesses(
      folder,
      started.map(({ plan }) => plan.name),
    );
    await servers.stopAgain();
    throw error;
  }
  return { alreadyRunning: false, stale };
}

/** PostgreSQL with roles and databases, Redis, and the key that signs tokens: all that a measurement of servers needs. */
export async function startServers({ folder, config, postgresPort }: Launcher) {
  prepareRunFolder(folder);
  const wanted: WantedPort[] = [];
  const needsPostgres = postgresPid(folder) === undefined;
  const needsRedis = redisPid(folder) === undefined;
  if (needsPostgres) wanted.push({ name: 'PostgreSQL', port: postgresPort });
  if (needsRedis) wanted.push({ name: 'Redis', port: redisPort(config) });
  await refuseTakenPorts(wanted, '127.0.0.1', folder);
  const stopAgain = async () => {
    if (needsRedis) await stopRedis(folder);
    if (needsPostgres) await stopPostgres(folder);
  };
  try {
    if (needsPostgres) await startPostgres(folder, postgresPort);
    if (needsRedis) await startRedis(folder, config.redis.url);
    await prepareDatabases(folder, postgresPort, config);
    makeSigningKeyIfNone(folder.signingKeys);
  } catch (error) {
    await stopAgain();
    throw error;
  }
  return { stopAgain };
}

export async function allHealthy({ folder, config, postgresPort }: Launcher): Promise<boolean> {
  const answers = await Promise.all([
    postgresAnswers(folder, postgresPort),
    redisAnswers(config.redis.url),
    ...processPlans(config).map(({ port }) => isReady(port)),
  ]);
  return answers.every(Boolean);
}

export async function seed(launcher: Launcher): Promise<void> {
  refuseMissing([SEED]);
  await runToEnd(launcher, 'seed', SEED);
  writeFileSync(seededStamp(launcher), '');
}

async function prepareData(launcher: Launcher): Promise<void> {
  for (const entry of MIGRATIONS) {
    await runToEnd(launcher, entry.startsWith('apps/payment/') ? 'migrate-payment' : 'migrate-subscription', entry);
  }
  if (!existsSync(seededStamp(launcher))) await seed(launcher);
}

/** A new data folder of PostgreSQL is empty, whatever the stamp of an older one says. */
const seededStamp = ({ folder }: Launcher) => join(folder.postgres, 'seeded');

function stillRunning({ folder }: Launcher, plans: readonly ProcessPlan[], missing: readonly ProcessPlan[]): Started[] {
  return plans
    .filter((plan) => !missing.includes(plan))
    .map((plan) => ({ plan, log: join(folder.logs, `${plan.name}.log`), logFromByte: 0 }));
}

function isOlderThanBuild({ folder }: Launcher, plan: ProcessPlan): boolean {
  const record = runningRecord(folder, plan.name);
  return record !== undefined && statSync(entryPath(plan.entry)).mtimeMs > record.startedAtMs;
}

function refuseMissing(entries: readonly string[]): void {
  const missing = missingEntries(entries);
  if (missing.length > 0)
    throw new CannotContinue(`Not built: ${missing.join(', ')}. Run "npm run build" and read what it says.`);
}
