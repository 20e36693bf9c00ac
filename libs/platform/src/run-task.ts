import { ConfigurationMistaken, loadConfig, type Config } from '@libs/config';
import { configureLogging, logger } from '@libs/observability';

/** What a failure left open, such as connections, must not keep the process, and whoever waits for its end. */
const CLOSING_MS = 1_000;

/** Runs something that ends (a migration, a seed). Exits with 1 and one log line when it fails. */
export async function runTask(name: string, work: (config: Config) => Promise<void>): Promise<void> {
  try {
    const config = loadConfig();
    configureLogging({ service: name, level: config.log.level });
    await work(config);
  } catch (error) {
    if (error instanceof ConfigurationMistaken) process.stderr.write(`${error.message}\n`);
    else logger(name).fatal({ err: error }, 'failed');
    process.exitCode = 1;
    setTimeout(() => process.exit(), CLOSING_MS).unref();
  }
}
