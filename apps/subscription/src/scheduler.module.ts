import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { SchedulesModule } from './schedules';
import { subscriptionPlatform } from './service.module';

/** What falls due by the clock. */
@Module({})
export class SchedulerModule {
  static register(config: Config): DynamicModule {
    return { module: SchedulerModule, imports: [subscriptionPlatform(config, 'scheduler'), SchedulesModule] };
  }
}
