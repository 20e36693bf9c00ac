import { runProcess } from '@libs/platform';
import { WorkerModule } from './worker.module';

void runProcess({
  name: 'payment-worker',
  module: (config) => WorkerModule.register(config),
  port: (config) => config.ports.paymentWorker,
  consumesQueues: true,
});
