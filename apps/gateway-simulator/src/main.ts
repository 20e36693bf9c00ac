import { loadConfig } from '@libs/config';
import { SystemClock } from '@libs/calendar';
import { configureLogging, logger } from '@libs/observability';
import { createSimulator } from './simulator';

const log = logger('gateway-simulator');

/** Takes play money, so it has no business beside real money. */
async function main(): Promise<void> {
  const config = loadConfig();
  configureLogging({ service: 'gateway-simulator', level: config.log.level });
  if (config.environment === 'production') throw new Error('The gateway simulator does not run in production.');
  const clock = new SystemClock();
  const simulator = await createSimulator({
    dataDirectory: config.simulator.dataDirectory,
    webhooks: { url: `${config.urls.payment}/v1/webhooks/stripe`, secret: config.gateway.stripeWebhookSecret },
    nowMs: () => clock.now().epochMilliseconds,
    onError: (error) => log.error({ err: error }, 'a request failed'),
  });
  const address = await simulator.listen(config.ports.simulator, config.listenHost);
  log.info({ address }, 'the gateway simulator listens');
  const stop = (signal: string) => {
    log.info({ signal }, 'the gateway simulator stops');
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the gateway simulator did not start');
  process.exit(1);
});
