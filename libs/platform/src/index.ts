export { BillingTime } from './billing-time';
export { PlatformModule } from './platform.module';
export { runProcess } from './run-process';
export { runTask } from './run-task';
export { RedisSessionRevocations } from './session-revocations';
