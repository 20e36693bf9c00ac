import { loadConfig } from '@libs/config';
import { configureLogging, logger, logLastWords } from '@libs/observability';
import { createDashboard } from './dashboard';

const log = logger('queue-dashboard');

async function main(): Promise<void> {
  const config = loadConfig();
  configureLogging({ service: 'queue-dashboard', level: config.log.level });
  logLastWords();
  const { user, password, sessionSecret } = config.dashboard;
  const server = await createDashboard({
    redisUrl: config.redis.url,
    commandTimeoutMs: config.redis.commandTimeoutMs,
    keyPrefix: config.queues.keyPrefix,
    credentials: { user, password },
    sessionSecret,
    isSecure: config.urls.dashboard.startsWith('https:'),
    trustedProxies: config.limits.trustedProxies,
  });
  const stop = () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const address = await server.listen({ port: config.ports.dashboard, host: config.listenHost });
  log.info({ address }, 'the queue dashboard listens');
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the queue dashboard did not start');
  process.exit(1);
});
