import type { Config, DatabaseConfig, EnvironmentName, QueuesConfig } from './config';
import { findMailTemplatesDirectory } from './env-file';
import type { SettingValues } from './settings';

/** Gives the checked values the shape the code uses. A secret this service does not need is the empty string. */
export function assembleConfig(
  environment: EnvironmentName,
  values: SettingValues,
  overrides: QueuesConfig['overrides'],
): Config {
  return {
    environment,
    ...network(values),
    subscriptionDatabase: database(values, 'SUBSCRIPTION'),
    paymentDatabase: database(values, 'PAYMENT'),
    redis: { url: values.REDIS_URL ?? '', commandTimeoutMs: values.REDIS_COMMAND_TIMEOUT_MS },
    queues: { ...queuePolicy(values), keyPrefix: values.QUEUE_KEY_PREFIX ?? '', overrides },
    auth: auth(values),
    webhooks: {
      secrets: values.WEBHOOK_SECRETS ?? [],
      toleranceSeconds: values.WEBHOOK_TOLERANCE_SECONDS,
      timeoutMs: values.WEBHOOK_TIMEOUT_MS,
    },
    gateway: {
      kind: values.PAYMENT_GATEWAY,
      stripeSecretKey: values.STRIPE_SECRET_KEY ?? '',
      stripeWebhookSecret: values.STRIPE_WEBHOOK_SECRET ?? '',
      stripeApiUrl: values.STRIPE_API_URL,
      timeoutMs: values.GATEWAY_TIMEOUT_MS,
      acceptRawCards: values.ACCEPT_RAW_CARDS === 'true',
    },
    ...mail(values),
    ...invoices(values),
    testClock: values.TEST_CLOCK === 'enabled',
    log: { level: values.LOG_LEVEL },
    dashboard: {
      user: values.DASHBOARD_USER ?? '',
      password: values.DASHBOARD_PASSWORD ?? '',
      sessionSecret: values.DASHBOARD_SESSION_SECRET ?? '',
    },
    seed: { adminEmail: values.SEED_ADMIN_EMAIL ?? '', adminPassword: values.SEED_ADMIN_PASSWORD ?? '' },
    simulator: { dataDirectory: values.SIMULATOR_DATA_DIRECTORY ?? '' },
  };
}

function mail(values: SettingValues): Pick<Config, 'mail' | 'dunning'> {
  return {
    mail: {
      transport: values.MAIL_TRANSPORT,
      smtpUrl: values.SMTP_URL,
      from: values.MAIL_FROM,
      staff: values.MAIL_STAFF || undefined,
      templateDirectories: [values.MAIL_TEMPLATES_DIRECTORY ?? [], findMailTemplatesDirectory()].flat(),
      passwordResetUrl: values.PASSWORD_RESET_URL || undefined,
    },
    dunning: {
      retryDays: values.DUNNING_RETRY_DAYS ?? [],
      warningDays: values.DUNNING_WARNING_DAYS,
      blockedDays: values.DUNNING_BLOCKED_DAYS,
      cancelDays: values.DUNNING_CANCEL_DAYS,
    },
  };
}

function brandFonts({ BRAND_FONT_REGULAR: regular, BRAND_FONT_BOLD: bold }: SettingValues) {
  return regular ? { regular, bold: bold || regular } : undefined;
}

function invoices(values: SettingValues): Pick<Config, 'brand' | 'tax'> {
  return {
    brand: {
      name: values.BRAND_NAME,
      color: values.BRAND_COLOR,
      logo: values.BRAND_LOGO || undefined,
      address: values.BRAND_ADDRESS ?? [],
      fonts: brandFonts(values),
    },
    tax: { sellerCountry: values.SELLER_COUNTRY, rounding: values.TAX_ROUNDING },
  };
}

function network(values: SettingValues): Pick<Config, 'ports' | 'urls' | 'listenHost' | 'limits' | 'cors'> {
  return {
    ports: {
      subscription: values.SUBSCRIPTION_PORT,
      subscriptionWorker: values.SUBSCRIPTION_WORKER_PORT,
      subscriptionScheduler: values.SUBSCRIPTION_SCHEDULER_PORT,
      payment: values.PAYMENT_PORT,
      paymentWorker: values.PAYMENT_WORKER_PORT,
      simulator: values.SIMULATOR_PORT,
      dashboard: values.DASHBOARD_PORT,
    },
    urls: {
      subscription: values.SUBSCRIPTION_URL,
      payment: values.PAYMENT_URL,
      simulator: values.SIMULATOR_URL ?? '',
      dashboard: values.DASHBOARD_URL,
    },
    listenHost: values.LISTEN_HOST,
    limits: {
      perCallerPerHour: values.LIMIT_PER_CALLER_PER_HOUR,
      perAddressPerHour: values.LIMIT_PER_ADDRESS_PER_HOUR,
      authPerAddressPerMinute: values.LIMIT_AUTH_PER_ADDRESS_PER_MINUTE,
      bodyBytes: values.LIMIT_BODY_BYTES,
      usageBatchBytes: values.LIMIT_USAGE_BATCH_BYTES,
      trustedProxies: values.TRUSTED_PROXIES ?? [],
    },
    cors: { origins: values.CORS_ORIGINS ?? [] },
  };
}

function database(values: SettingValues, service: 'SUBSCRIPTION' | 'PAYMENT'): DatabaseConfig {
  return {
    url: values[`${service}_DATABASE_URL`] ?? '',
    ownerUrl: values[`${service}_DATABASE_OWNER_URL`] ?? '',
    poolSize: values[`${service}_DATABASE_POOL_SIZE`],
    statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
    connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_MS,
    queryTimeoutMs: values.DATABASE_QUERY_TIMEOUT_MS,
  };
}

function queuePolicy(values: SettingValues) {
  return {
    maxRetries: values.QUEUE_MAX_RETRIES,
    baseDelaySeconds: values.QUEUE_BASE_DELAY_SECONDS,
    backoffMultiplier: values.QUEUE_BACKOFF_MULTIPLIER,
    maxDelaySeconds: values.QUEUE_MAX_DELAY_SECONDS,
    jitterSeconds: values.QUEUE_JITTER_SECONDS,
    lockSeconds: values.QUEUE_LOCK_SECONDS,
    stalledCheckSeconds: values.QUEUE_STALLED_CHECK_SECONDS,
    concurrency: values.QUEUE_CONCURRENCY,
  };
}

function auth(values: SettingValues): Config['auth'] {
  return {
    issuer: values.JWT_ISSUER,
    audience: values.JWT_AUDIENCE,
    accessTokenSeconds: values.JWT_ACCESS_TOKEN_SECONDS,
    refreshTokenDays: values.JWT_REFRESH_TOKEN_DAYS,
    storedAnswerSecret: values.STORED_ANSWER_SECRET ?? '',
    keysDirectory: values.JWT_KEYS_DIRECTORY ?? '',
    signingKeyId: values.JWT_SIGNING_KEY_ID,
    jwksUrl: values.JWT_JWKS_URL,
    bcryptCost: values.BCRYPT_COST,
    failedLoginLimit: values.FAILED_LOGIN_LIMIT,
    failedLoginWindowMinutes: values.FAILED_LOGIN_WINDOW_MINUTES,
  };
}
