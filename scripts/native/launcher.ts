import { type Config, type EnvironmentName, loadConfig } from '@libs/config';
import { type RunFolder, CannotContinue, runFolder } from './run-folder';
import { RUN_FOLDER_VARIABLE } from './process-record';

/** What every action knows: which environment, where its data lie, what its processes are told. */
export interface Launcher {
  folder: RunFolder;
  config: Config;
  postgresPort: number;
  /** The variables every process of the environment is started with. */
  variables: NodeJS.ProcessEnv;
}

/** Reads the configuration as the processes will. Throws `ConfigurationMistaken`, or `CannotContinue` for a remote server. */
export function makeLauncher(checkout: string, environment: EnvironmentName): Launcher {
  if (environment === 'staging' || environment === 'production') {
    throw new CannotContinue(
      `${environment} runs in containers: ./scripts/env-manager.sh -e ${environment} deploy. Only development and test run natively.`,
    );
  }
  const folder = runFolder(checkout, environment);
  const variables: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: environment === 'test' ? 'test' : 'development',
    BILLING_ENV: environment,
    JWT_KEYS_DIRECTORY: folder.signingKeys,
    SIMULATOR_DATA_DIRECTORY: folder.simulator,
    [RUN_FOLDER_VARIABLE]: folder.directory,
  };
  const config = loadConfig(variables);
  return { folder, config, postgresPort: ownPostgresPort(config), variables };
}

/** All addresses must name the one server that is started here. */
function ownPostgresPort({ subscriptionDatabase, paymentDatabase, redis }: Config): number {
  const addresses = [
    subscriptionDatabase.url,
    subscriptionDatabase.ownerUrl,
    paymentDatabase.url,
    paymentDatabase.ownerUrl,
  ].map((address) => new URL(address));
  const hosts = new Set([...addresses, new URL(redis.url)].map(({ hostname }) => hostname));
  const ports = new Set(addresses.map(({ port }) => port));
  const [port] = ports;
  if (hosts.size !== 1 || !hosts.has('127.0.0.1') || ports.size !== 1 || !port) {
    throw new CannotContinue(
      'Natively the database addresses must all name one port of 127.0.0.1, and REDIS_URL 127.0.0.1: those servers are started here.',
    );
  }
  return Number(port);
}

export const redisPort = ({ redis }: Config) => Number(new URL(redis.url).port || 6379);
