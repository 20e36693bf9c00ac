export const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export interface DatabaseConfig {
  /** The least-privileged role the processes use. */
  url: string;
  /** The role that owns the tables; only migrations use it. */
  ownerUrl: string;
  poolSize: number;
  statementTimeoutMs: number;
  connectTimeoutMs: number;
  queryTimeoutMs: number;
}

export interface QueuePolicyConfig {
  maxRetries: number;
  baseDelaySeconds: number;
  backoffMultiplier: number;
  maxDelaySeconds: number;
  /** The delay is moved by at most this much either way, so that what failed together does not come back together. */
  jitterSeconds: number;
  /** How long a worker that died keeps its messages from the others. A live one renews its locks by itself. */
  lockSeconds: number;
  stalledCheckSeconds: number;
  /** Messages one process works on at a time, per queue. */
  concurrency: number;
}

export interface QueuesConfig extends QueuePolicyConfig {
  /** Goes before every Redis key of a queue: empty, or `{billing}:` for a Redis Cluster. */
  keyPrefix: string;
  /** By queue name (`q:sub:payment_initiation`): what differs from the policy for all queues. */
  overrides: Readonly<Record<string, Partial<QueuePolicyConfig>>>;
}

export interface AuthConfig {
  issuer: string;
  audience: string;
  accessTokenSeconds: number;
  refreshTokenDays: number;
  /** Folder of `<kid>.pem` RSA private keys; only the subscription service's HTTP process reads it. */
  keysDirectory: string;
  /** Which key signs; without it the newest by name. */
  signingKeyId?: string | undefined;
  jwksUrl: string;
  /** Seals stored answers that carry tokens or keys. */
  storedAnswerSecret: string;
  bcryptCost: number;
  failedLoginLimit: number;
  failedLoginWindowMinutes: number;
}

export interface GatewayConfig {
  kind: 'stripe' | 'mock';
  stripeSecretKey: string;
  stripeWebhookSecret: string;
  /** Where the Stripe SDK connects; unset is Stripe itself. */
  stripeApiUrl?: string | undefined;
  timeoutMs: number;
  acceptRawCards: boolean;
}

export interface LimitsConfig {
  perCallerPerHour: number;
  perAddressPerHour: number;
  authPerAddressPerMinute: number;
  bodyBytes: number;
  usageBatchBytes: number;
  /** Addresses or CIDR ranges whose forwarding headers are believed. */
  trustedProxies: string[];
}

export interface BrandConfig {
  name: string;
  /** `#rrggbb` */
  color: string;
  /** Path of an image. */
  logo?: string | undefined;
  address: string[];
  /** Paths of font files, where ours lack letters. */
  fonts?: { regular: string; bold: string } | undefined;
}

/** Everything a process may know about where it runs. Read once at start; nothing else looks at the process's variables. */
export interface Config {
  environment: EnvironmentName;
  ports: {
    subscription: number;
    subscriptionWorker: number;
    subscriptionScheduler: number;
    payment: number;
    paymentWorker: number;
    simulator: number;
    dashboard: number;
  };
  urls: { subscription: string; payment: string; simulator: string; dashboard: string };
  listenHost: string;
  subscriptionDatabase: DatabaseConfig;
  paymentDatabase: DatabaseConfig;
  redis: { url: string; commandTimeoutMs: number };
  queues: QueuesConfig;
  auth: AuthConfig;
  /** Between the two services: the first secret signs, all of them verify. */
  webhooks: { secrets: string[]; toleranceSeconds: number; timeoutMs: number };
  gateway: GatewayConfig;
  mail: {
    transport: 'mailbox' | 'smtp';
    smtpUrl?: string | undefined;
    from: string;
    /** Who is told of what staff must act upon. */
    staff?: string | undefined;
    /** Where a template is looked for, in this order: the operator's own folder, then ours. */
    templateDirectories: readonly string[];
    /** The token of the mail is appended to it. */
    passwordResetUrl?: string | undefined;
  };
  /** Calendar days; retries count from the first declined charge, the others from the due date. */
  dunning: { retryDays: readonly number[]; warningDays: number; blockedDays: number; cancelDays: number };
  /** What invoices look like. */
  brand: BrandConfig;
  tax: {
    /** ISO 3166-1 alpha-2. */
    sellerCountry: string;
    rounding: 'rate' | 'line';
  };
  limits: LimitsConfig;
  cors: { origins: string[] };
  testClock: boolean;
  log: { level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent' };
  dashboard: { user: string; password: string; sessionSecret: string };
  /** The first administrator; only development and test have one. */
  seed: { adminEmail: string; adminPassword: string };
  simulator: { dataDirectory: string };
}

/** Where a container finds the configuration. */
export const CONFIG = Symbol('config');
