export { BillingTime } from './billing-time';
export { PlatformModule, SERVICE_VERSION, type PlatformOptions } from './platform.module';
export { runProcess, type ProcessOptions } from './run-process';
export { runTask } from './run-task';
export { RedisSessionRevocations } from './session-revocations';
