import { runProcess } from '@libs/platform';
import { WorkerModule } from './worker.module';

void runProcess({
  name: 'subscription-worker',
  module: (config) => WorkerModule.register(config),
  port: (config) => config.ports.subscriptionWorker,
  consumesQueues: true,
});
