import { integer, url } from '../setting';

const POSTGRES = ['postgres:', 'postgresql:'];
const subscription = { secret: true, services: ['subscription'] } as const;
const payment = { secret: true, services: ['payment'] } as const;

export const DATABASE_SETTINGS = {
  SUBSCRIPTION_DATABASE_URL: url(POSTGRES, 'Subscription database, as its least-privileged role.', subscription),
  SUBSCRIPTION_DATABASE_OWNER_URL: url(POSTGRES, 'The same as the role that owns the tables; only migrations use it.', {
    ...subscription,
    optional: true,
  }),
  SUBSCRIPTION_DATABASE_POOL_SIZE: integer(1, 200, 'Connections of one subscription process.'),
  PAYMENT_DATABASE_URL: url(POSTGRES, 'Payment database, as its least-privileged role.', payment),
  PAYMENT_DATABASE_OWNER_URL: url(POSTGRES, 'The same as the role that owns the tables; only migrations use it.', {
    ...payment,
    optional: true,
  }),
  PAYMENT_DATABASE_POOL_SIZE: integer(1, 200, 'Connections of one payment process.'),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000, 'After this the server cancels a statement, in milliseconds.'),
  DATABASE_CONNECT_TIMEOUT_MS: integer(100, 60_000, 'How long a connection may take to open, in milliseconds.'),
  DATABASE_QUERY_TIMEOUT_MS: integer(
    100,
    600_000,
    'After this the process gives up on a frozen server, in milliseconds; longer than the statement time-out.',
  ),
};

export const REDIS_SETTINGS = {
  REDIS_URL: url(['redis:', 'rediss:'], 'Redis for queues, limits and caches; it must keep an AOF and never evict.', {
    secret: true,
    services: ['subscription', 'payment', 'dashboard'],
  }),
  REDIS_COMMAND_TIMEOUT_MS: integer(100, 60_000, 'After this a command counts as failed, in milliseconds.'),
};
