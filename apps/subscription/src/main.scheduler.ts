import { runProcess } from '@libs/platform';
import { SchedulerModule } from './scheduler.module';

void runProcess({
  name: 'subscription-scheduler',
  module: (config) => SchedulerModule.register(config),
  port: (config) => config.ports.subscriptionScheduler,
});
