export { CONFIG, ENVIRONMENTS } from './config';
export type {
  AuthConfig,
  BrandConfig,
  Config,
  DatabaseConfig,
  EnvironmentName,
  GatewayConfig,
  LimitsConfig,
  QueuePolicyConfig,
  QueuesConfig,
} from './config';
export { describeConfiguration } from './describe-configuration';
export { findMailTemplatesDirectory } from './env-file';
export { ConfigurationMistaken, loadConfig } from './load-config';
export type { ServiceName } from './setting';
