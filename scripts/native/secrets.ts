import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnvironmentName } from '@libs/config';
import type { Arguments } from './arguments';
import { dataHome, isRoot } from './run-folder';
import { makeSigningKeyIfNone } from './signing-key';

/** Outside the checkout, so that it can never be committed. */
export const secretsFile = (environment: EnvironmentName) => join(dataHome(), 'secrets', `${environment}.env`);
export const secretKeysDirectory = (environment: EnvironmentName) =>
  join(dataHome(), 'secrets', `${environment}-jwt-keys`);

/** Writes a file of fresh strong secrets and a signing key, once; what is there is never overwritten. */
export function createSecrets(environment: EnvironmentName): { path: string; created: boolean } {
  const path = secretsFile(environment);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const keys = secretKeysDirectory(environment);
  makeSigningKeyIfNone(keys);
  if (isRoot)
    for (const file of [keys, ...readdirSync(keys).map((name) => join(keys, name))])
      chownSync(file, IMAGE_USER, IMAGE_USER);
  if (existsSync(path)) return { path, created: false };
  writeFileSync(path, secretsTemplate(environment), { mode: 0o600, flag: 'wx' });
  return { path, created: true };
}

/** The subscription container runs as the owner of the key files; as root we give them to the image's own user. */
const IMAGE_USER = 1000;
const containerUser = () => (isRoot ? IMAGE_USER : (process.getuid?.() ?? IMAGE_USER));

/** Generated where we decide the value, `CHANGE-ME` where somebody else does; `validate` refuses the latter. */
export function secretsTemplate(environment: EnvironmentName): string {
  const fresh = () => randomBytes(32).toString('hex');
  const owner = { subscription: fresh(), payment: fresh() };
  const app = { subscription: fresh(), payment: fresh() };
  const redis = fresh();
  const database = (service: 'subscription' | 'payment', kind: 'owner' | 'app') => {
    const password = kind === 'owner' ? owner[service] : app[service];
    return `postgres://billing_${service}_${kind}:${password}@postgres:5432/billing_${service}`;
  };
  return `# Secrets of ${environment}. Keep this file out of git and out of mails; back it up where secrets belong.
POSTGRES_PASSWORD=${fresh()}
SUBSCRIPTION_OWNER_PASSWORD=${owner.subscription}
SUBSCRIPTION_APP_PASSWORD=${app.subscription}
PAYMENT_OWNER_PASSWORD=${owner.payment}
PAYMENT_APP_PASSWORD=${app.payment}
SUBSCRIPTION_DATABASE_URL=${database('subscription', 'app')}
SUBSCRIPTION_DATABASE_OWNER_URL=${database('subscription', 'owner')}
PAYMENT_DATABASE_URL=${database('payment', 'app')}
PAYMENT_DATABASE_OWNER_URL=${database('payment', 'owner')}
REDIS_PASSWORD=${redis}
REDIS_URL=redis://:${redis}@redis:6379
WEBHOOK_SECRETS=${fresh()}
STORED_ANSWER_SECRET=${fresh()}
DASHBOARD_PASSWORD=${fresh()}
DASHBOARD_SESSION_SECRET=${fresh()}
JWT_KEYS=${secretKeysDirectory(environment)}
JWT_JWKS_URL=http://subscription-service:8001/.well-known/jwks.json
CONTAINER_USER=${containerUser()}

# From others: your addresses, Stripe (https://dashboard.stripe.com/apikeys) and your mail server.
SUBSCRIPTION_URL=CHANGE-ME
PAYMENT_URL=CHANGE-ME
DASHBOARD_URL=CHANGE-ME
STRIPE_SECRET_KEY=CHANGE-ME
STRIPE_WEBHOOK_SECRET=CHANGE-ME
SMTP_URL=CHANGE-ME
MAIL_FROM=CHANGE-ME

# The proxy with TLS reaches the containers through the engine's own networks; web pages elsewhere that may call the APIs.
TRUSTED_PROXIES=172.16.0.0/12,192.168.0.0/16
CORS_ORIGINS=
`;
}

/** The `secrets` action: tells where the secrets are, and makes them for staging and production. */
export async function printSecrets({ environment }: Arguments): Promise<number> {
  if (environment === 'development' || environment === 'test') {
    console.log(
      `The secrets of ${environment} are in config/environments/${environment}.env; they are public, and no real environment takes them. The key that signs tokens is made by the first start.`,
    );
    return 0;
  }
  const { path, created } = createSecrets(environment);
  console.log(
    created
      ? `Made ${path}. Fill in every CHANGE-ME, then: ./scripts/env-manager.sh -e ${environment} validate`
      : `${path} exists and stays as it is. Remove it yourself to make a new one.`,
  );
  return 0;
}

/** What the file says, as variables; empty before it is made. */
export function readSecrets(environment: EnvironmentName): NodeJS.ProcessEnv {
  const path = secretsFile(environment);
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, 'utf8').split('\n');
  const pairs = lines.map((line) => /^([A-Z_]+)=(.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
}
