import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentName } from '@libs/config';
import { CannotContinue } from './run-folder';
import { secretsFile } from './secrets';

const ENGINE_TIMEOUT_MS = 5000;

/** Why containers cannot be used here; undefined when they can. A `docker` program alone is no engine. */
export function whyNoContainers(): string | undefined {
  const quiet: SpawnSyncOptions = { stdio: 'ignore', timeout: ENGINE_TIMEOUT_MS };
  const info = spawnSync('docker', ['info'], quiet);
  if (info.error && (info.error as NodeJS.ErrnoException).code === 'ENOENT') return 'docker is not installed';
  if (info.status !== 0) return 'no container engine answers ("docker info" fails): start Docker';
  if (spawnSync('docker', ['compose', 'version'], quiet).status !== 0) return 'the compose plugin of docker is missing';
  return undefined;
}

/** Staging is production in another place: it has a file of its own only if it must differ. */
export function composeFileOf(checkout: string, environment: EnvironmentName): string {
  const own = join(checkout, `docker-compose.${environment}.yml`);
  return environment === 'staging' && !existsSync(own) ? join(checkout, 'docker-compose.production.yml') : own;
}

/** Runs compose for an environment with its output shown. Throws `CannotContinue` when it fails. */
export function compose(checkout: string, environment: EnvironmentName, words: readonly string[]): void {
  const file = composeFileOf(checkout, environment);
  if (!existsSync(file)) throw new CannotContinue(`${environment} has no compose file; it runs natively (--native).`);
  const secrets = secretsFile(environment);
  const env = { ...process.env, BILLING_ENV: environment };
  const { status } = spawnSync(
    'docker',
    [
      'compose',
      '-p',
      `billing-${environment}`,
      '-f',
      file,
      ...(existsSync(secrets) ? ['--env-file', secrets] : []),
      ...words,
    ],
    { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'], env },
  );
  if (status !== 0) throw new CannotContinue(`"docker compose ${words.join(' ')}" failed (see above).`);
}
