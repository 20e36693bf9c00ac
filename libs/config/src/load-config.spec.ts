import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvironmentsDirectory } from './env-file';
import { ConfigurationMistaken, loadConfig } from './load-config';

const PRODUCTION: NodeJS.ProcessEnv = {
  BILLING_ENV: 'production',
  SUBSCRIPTION_URL: 'https://billing.example.com',
  PAYMENT_URL: 'https://pay.example.com',
  DASHBOARD_URL: 'https://queues.example.com',
  SUBSCRIPTION_DATABASE_URL: 'postgres://app:kX93-long-and-own@db:5432/billing_subscription',
  PAYMENT_DATABASE_URL: 'postgres://app:kX94-long-and-own@db:5432/billing_payment',
  REDIS_URL: 'redis://:kX95-long-and-own@redis:6379',
  JWT_JWKS_URL: 'https://billing.example.com/.well-known/jwks.json',
  WEBHOOK_SECRETS: 'a'.repeat(40),
  STORED_ANSWER_SECRET: 'c'.repeat(40),
  DASHBOARD_PASSWORD: 'kX96-long-and-own',
  DASHBOARD_SESSION_SECRET: 'b'.repeat(40),
  STRIPE_SECRET_KEY: 'sk_live_own',
  STRIPE_WEBHOOK_SECRET: 'whsec_live_of_our_own',
  SMTP_URL: 'smtp://mail.example.com',
  MAIL_FROM: 'billing@acme.test',
};

function mistakesOf(env: NodeJS.ProcessEnv, directory?: string): readonly string[] {
  try {
    loadConfig(env, directory);
  } catch (error) {
    if (error instanceof ConfigurationMistaken) return error.mistakes;
    throw error;
  }
  return [];
}

describe('a right configuration', () => {
  it.each(['development', 'test'])('of %s needs nothing from the process', (environment) => {
    const config = loadConfig({ BILLING_ENV: environment });
    expect(config).toMatchObject({
      environment,
      testClock: true,
      queues: { maxRetries: 3, lockSeconds: 10, stalledCheckSeconds: 5, overrides: {} },
      gateway: { kind: 'stripe', acceptRawCards: true, stripeApiUrl: config.urls.simulator },
      seed: { adminEmail: 'admin@example.com' },
    });
  });

  it('keeps development and test apart, port by port', () => {
    const development = Object.values(loadConfig({ BILLING_ENV: 'development' }).ports);
    const test = Object.values(loadConfig({ BILLING_ENV: 'test' }).ports);
    expect(new Set([...development, ...test]).size).toBe(14);
  });

  it('of production is filled from the process', () => {
    const config = loadConfig(PRODUCTION);
    expect(config.subscriptionDatabase.url).toBe(PRODUCTION.SUBSCRIPTION_DATABASE_URL);
    expect(config).toMatchObject({ listenHost: '0.0.0.0', testClock: false, auth: { bcryptCost: 12 } });
  });

  it('lets the process overrule both files', () => {
    expect(loadConfig({ BILLING_ENV: 'development', QUEUE_MAX_RETRIES: '7' }).queues.maxRetries).toBe(7);
  });

  it('overrules the policy of one queue by its name', () => {
    const { overrides } = loadConfig({
      BILLING_ENV: 'development',
      QUEUE_SUB_PAYMENT_INITIATION_BASE_DELAY_SECONDS: '1',
      QUEUE_SUB_PAYMENT_INITIATION_MAX_RETRIES: '9',
      QUEUE_PAY_REFUND_INITIATION_LOCK_SECONDS: '30',
    }).queues;
    expect(overrides).toMatchObject({
      'q:sub:payment_initiation': { baseDelaySeconds: 1, maxRetries: 9 },
      'q:pay:refund_initiation': { lockSeconds: 30 },
    });
  });

  it('lets a service start without the secrets of another', () => {
    const env = { ...PRODUCTION, SUBSCRIPTION_DATABASE_URL: undefined, DASHBOARD_PASSWORD: undefined };
    expect(mistakesOf({ ...env, BILLING_SERVICE: 'payment' })).toEqual([]);
    expect(mistakesOf(env)).toHaveLength(2);
  });
});

describe('a mistaken configuration', () => {
  it('lists every mistake at once and quotes no value', () => {
    const mistakes = mistakesOf({
      BILLING_ENV: 'development',
      PAYMENT_PORT: '99999',
      BCRYPT_COST: '4',
      REDIS_URL: 'not-an-address',
      PAYMENT_GATEWAY: 'paypal',
      WEBHOOK_SECRETS: `${'a'.repeat(40)},short`,
      QUEUE_SUB_TRIAL_PAYMENT_JITTER_SECONDS: '-1',
    });
    expect(mistakes).toHaveLength(6);
    expect(mistakes.join()).toContain('BCRYPT_COST must be a whole number, 10 to 16');
    expect(mistakes.join()).not.toMatch(/not-an-address|short,|paypal/);
  });

  it.each([undefined, '', 'prod', 'toString'])('refuses the environment %p', (environment) => {
    expect(mistakesOf({ BILLING_ENV: environment })[0]).toContain('BILLING_ENV must be one of');
  });

  it('names the variable a placeholder misses', () => {
    expect(mistakesOf({ ...PRODUCTION, STRIPE_SECRET_KEY: '' }).join()).toContain('STRIPE_SECRET_KEY');
  });

  it('takes a value of the process as it is', () => {
    const password = ['a-$', '{NOT_A_VARIABLE}-long-one'].join('');
    expect(loadConfig({ ...PRODUCTION, DASHBOARD_PASSWORD: password }).dashboard.password).toBe(password);
  });

  it('wants a mail server with smtp', () => {
    expect(mistakesOf({ ...PRODUCTION, SMTP_URL: undefined })).toEqual([
      'SMTP_URL is required with MAIL_TRANSPORT=smtp.',
    ]);
  });
});

describe('production refuses', () => {
  it.each([
    ['PAYMENT_GATEWAY', 'mock'],
    ['STRIPE_API_URL', 'http://localhost:8003'],
    ['SIMULATOR_URL', 'http://localhost:8003'],
    ['TEST_CLOCK', 'enabled'],
    ['ACCEPT_RAW_CARDS', 'true'],
    ['MAIL_TRANSPORT', 'mailbox'],
  ])('%s=%s', (name, value) => {
    expect(mistakesOf({ ...PRODUCTION, [name]: value }).join()).toContain(name);
  });

  it('the development file under its own name', () => {
    const directory = mkdtempSync(join(tmpdir(), 'environments-'));
    cpSync(findEnvironmentsDirectory(), directory, { recursive: true });
    writeFileSync(join(directory, 'production.env'), readFileSync(join(directory, 'development.env')));
    expect(mistakesOf(PRODUCTION, directory).join()).toContain('ENVIRONMENT=development');
    rmSync(directory, { recursive: true });
  });
});

describe.each(['staging', 'production'])('%s refuses development secrets', (environment) => {
  const development = readFileSync(join(findEnvironmentsDirectory(), 'development.env'), 'utf8');
  const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(development)?.[1] ?? '';

  it.each(['WEBHOOK_SECRETS', 'STRIPE_SECRET_KEY', 'DASHBOARD_PASSWORD', 'PAYMENT_DATABASE_URL'])('%s', (name) => {
    const mistakes = mistakesOf({ ...PRODUCTION, BILLING_ENV: environment, [name]: valueOf(name) });
    expect(mistakes).toEqual([expect.stringContaining(`${name} holds a development secret`)]);
  });

  it('a development password inside another address', () => {
    const url = 'postgres://other:development-only-payment@db:5432/elsewhere';
    const mistakes = mistakesOf({ ...PRODUCTION, BILLING_ENV: environment, PAYMENT_DATABASE_URL: url });
    expect(mistakes).toHaveLength(1);
  });

  it('a development secret beside a good one', () => {
    const secrets = `${'a'.repeat(40)},${valueOf('WEBHOOK_SECRETS')}`;
    expect(mistakesOf({ ...PRODUCTION, BILLING_ENV: environment, WEBHOOK_SECRETS: secrets })).toHaveLength(1);
  });
});

describe('the country of the seller', () => {
  it.each(['de', 'DEU', 'UK', 'XX', 'Germany'])('is not %s: its own customers would be reverse-charged', (country) => {
    expect(mistakesOf({ BILLING_ENV: 'test', SELLER_COUNTRY: country })).toEqual([
      'SELLER_COUNTRY must be an upper-case ISO 3166-1 alpha-2 code such as `DE`.',
    ]);
  });
});

describe('the days of dunning', () => {
  it('are those of the specification unless an operator says otherwise', () => {
    const { dunning } = loadConfig({ BILLING_ENV: 'test' });
    expect(dunning).toEqual({ retryDays: [3, 5, 7, 10], warningDays: 7, blockedDays: 14, cancelDays: 30 });
    const own = loadConfig({ BILLING_ENV: 'test', DUNNING_RETRY_DAYS: '1, 2', DUNNING_WARNING_DAYS: '2' });
    expect(own.dunning).toMatchObject({ retryDays: [1, 2], warningDays: 2 });
    expect(loadConfig({ BILLING_ENV: 'test', DUNNING_RETRY_DAYS: '' }).dunning.retryDays).toEqual([]);
  });

  it.each(['5,3', '3,3', '3,,5', '0', '3;5', 'soon'])('refuses retries on %s', (days) => {
    expect(mistakesOf({ BILLING_ENV: 'test', DUNNING_RETRY_DAYS: days })).toEqual([
      'DUNNING_RETRY_DAYS must be a comma list of ascending whole numbers, 1 to 365.',
    ]);
  });
});
