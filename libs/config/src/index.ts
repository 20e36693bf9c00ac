export { CONFIG, ENVIRONMENTS } from './config';
export type { Config, DatabaseConfig, EnvironmentName, QueuePolicyConfig, QueuesConfig } from './config';
export { describeConfiguration } from './describe-configuration';
export { findMailTemplatesDirectory } from './env-file';
export { ConfigurationMistaken, loadConfig } from './load-config';
export type { ServiceName } from './setting';
