import { integer, list, text, url } from '../setting';

const WEB = ['http:', 'https:'];

export const AUTH_SETTINGS = {
  JWT_ISSUER: text(1, 'The `iss` of tokens; foreign issuers are refused.'),
  JWT_AUDIENCE: text(1, 'The `aud` of tokens; foreign audiences are refused.'),
  JWT_ACCESS_TOKEN_SECONDS: integer(60, 86_400, 'How long an access token is good, in seconds.'),
  JWT_REFRESH_TOKEN_DAYS: integer(1, 365, 'How long a refresh token is good, in days.'),
  JWT_KEYS_DIRECTORY: text(1, 'Folder of `<kid>.pem` RSA private keys; read by the subscription service alone.', {
    services: ['subscription'],
  }),
  JWT_SIGNING_KEY_ID: text(1, 'The kid of the key that signs; empty: the last by name.', { optional: true }),
  JWT_JWKS_URL: url(WEB, 'Where the public keys are fetched.'),
  STORED_ANSWER_SECRET: text(32, 'Seals the answers kept for Idempotency-Key that carry tokens or keys.', {
    secret: true,
    services: ['subscription', 'payment'],
  }),
  BCRYPT_COST: integer(10, 16, 'Work factor of password hashes; each step doubles the time.'),
  FAILED_LOGIN_LIMIT: integer(1, 1000, 'Failed logins of one account before it has to wait.'),
  FAILED_LOGIN_WINDOW_MINUTES: integer(1, 1440, 'The window those are counted in, in minutes.'),
};

export const WEBHOOK_SETTINGS = {
  WEBHOOK_SECRETS: list(32, 'Secrets between the services: the first signs, all verify (two while rotating).', {
    secret: true,
    services: ['subscription', 'payment'],
  }),
  WEBHOOK_TOLERANCE_SECONDS: integer(1, 3600, 'How far a timestamp may be from now, either way, in seconds.'),
  WEBHOOK_TIMEOUT_MS: integer(100, 60_000, 'How long a receiver may take to answer, in milliseconds.'),
};

export const DASHBOARD_SETTINGS = {
  DASHBOARD_USER: text(1, 'Login name of the queue dashboard.', { services: ['dashboard'] }),
  DASHBOARD_PASSWORD: text(12, 'Its password.', { secret: true, services: ['dashboard'] }),
  DASHBOARD_SESSION_SECRET: text(32, 'Signs its session cookies.', { secret: true, services: ['dashboard'] }),
};
