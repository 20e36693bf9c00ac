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
export { ConfigurationMistaken, loadConfig } from './load-config';
export type { ServiceName } from './setting';
