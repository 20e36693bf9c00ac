import { integer, list, port, text, url } from '../setting';

const WEB = ['http:', 'https:'];

export const NETWORK_SETTINGS = {
  LISTEN_HOST: text(1, 'The address processes listen on: 127.0.0.1 on a laptop, 0.0.0.0 in an image.'),
  SUBSCRIPTION_PORT: port('HTTP of the subscription service.'),
  SUBSCRIPTION_WORKER_PORT: port('Health and metrics of the subscription worker.'),
  SUBSCRIPTION_SCHEDULER_PORT: port('Health and metrics of the subscription scheduler.'),
  PAYMENT_PORT: port('HTTP of the payment service.'),
  PAYMENT_WORKER_PORT: port('Health and metrics of the payment worker.'),
  SIMULATOR_PORT: port('HTTP of the gateway simulator.'),
  DASHBOARD_PORT: port('HTTP of the queue dashboard.'),
  SUBSCRIPTION_URL: url(WEB, 'Where the payment service and people reach the subscription service.'),
  PAYMENT_URL: url(WEB, 'Where the subscription service and people reach the payment service.'),
  SIMULATOR_URL: url(WEB, 'Where the gateway simulator answers (development and tests).', { optional: true }),
  DASHBOARD_URL: url(WEB, 'Where people reach the queue dashboard.'),
};

export const HTTP_SETTINGS = {
  LIMIT_PER_CALLER_PER_HOUR: integer(1, 1_000_000_000, 'Requests per hour of one API key or user.'),
  LIMIT_PER_ADDRESS_PER_HOUR: integer(1, 1_000_000_000, 'Requests per hour of one network address.'),
  LIMIT_AUTH_PER_ADDRESS_PER_MINUTE: integer(1, 1_000_000_000, 'Requests per minute of one address to /v1/auth/*.'),
  LIMIT_BODY_BYTES: integer(1024, 104_857_600, 'Largest request body, in bytes.'),
  LIMIT_USAGE_BATCH_BYTES: integer(1024, 104_857_600, 'Largest body of a usage batch, in bytes.'),
  TRUSTED_PROXIES: list(1, 'Addresses or CIDR ranges whose forwarding headers are believed; empty believes none.', {
    optional: true,
  }),
  CORS_ORIGINS: list(1, 'Web origins that browsers may call from; empty allows none.', { optional: true }),
};
