/** Ports of the test environment, moved to a place of their own, so that neither tests nor development are touched. */
const PORT_OFFSETS = {
  SUBSCRIPTION_PORT: 1,
  PAYMENT_PORT: 2,
  SIMULATOR_PORT: 3,
  SUBSCRIPTION_WORKER_PORT: 11,
  PAYMENT_WORKER_PORT: 12,
  SUBSCRIPTION_SCHEDULER_PORT: 21,
  DASHBOARD_PORT: 55,
} as const;
const REDIS_OFFSET = 79;
const POSTGRES_OFFSET = 32;

/** Variables that give a whole environment the 100 ports from `firstPort` on, for runs beside `test` and `development`. */
export function movedPorts(firstPort: number, password: string): NodeJS.ProcessEnv {
  const ports = Object.entries(PORT_OFFSETS).map(([name, offset]) => [name, String(firstPort + offset)]);
  const address = (offset: number) => `http://localhost:${firstPort + offset}`;
  const database = (service: string, role: string) =>
    `postgres://billing_${service}_${role}:${password}@127.0.0.1:${firstPort + POSTGRES_OFFSET}/billing_${service}`;
  return {
    ...Object.fromEntries(ports),
    SUBSCRIPTION_URL: address(PORT_OFFSETS.SUBSCRIPTION_PORT),
    PAYMENT_URL: address(PORT_OFFSETS.PAYMENT_PORT),
    SIMULATOR_URL: address(PORT_OFFSETS.SIMULATOR_PORT),
    DASHBOARD_URL: address(PORT_OFFSETS.DASHBOARD_PORT),
    STRIPE_API_URL: address(PORT_OFFSETS.SIMULATOR_PORT),
    JWT_JWKS_URL: `${address(PORT_OFFSETS.SUBSCRIPTION_PORT)}/.well-known/jwks.json`,
    SUBSCRIPTION_DATABASE_URL: database('subscription', 'app'),
    SUBSCRIPTION_DATABASE_OWNER_URL: database('subscription', 'owner'),
    PAYMENT_DATABASE_URL: database('payment', 'app'),
    PAYMENT_DATABASE_OWNER_URL: database('payment', 'owner'),
    REDIS_URL: `redis://127.0.0.1:${firstPort + REDIS_OFFSET}`,
    NODE_OPTIONS: '',
  };
}
