export { PlatformModule, SERVICE_VERSION, type PlatformOptions } from './platform.module';
export { runProcess, type ProcessOptions } from './run-process';
export { RedisSessionRevocations } from './session-revocations';
