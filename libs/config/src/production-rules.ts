import { readEnvFile } from './env-file';
import { SETTINGS_BY_NAME } from './settings';

/** Shorter texts (a database's name, a port) may be alike by chance. */
const SECRET_LENGTH_MIN = 10;

const ALWAYS_FORBIDDEN: readonly [name: string, forbidden: string, why: string][] = [
  ['PAYMENT_GATEWAY', 'mock', 'the double takes no money'],
  ['TEST_CLOCK', 'enabled', 'billing time must not be movable'],
  ['ACCEPT_RAW_CARDS', 'true', 'card numbers must go to the gateway only'],
  ['MAIL_TRANSPORT', 'mailbox', 'customers would get no mail'],
];

/** What must never be true in production, whoever set it. */
export function productionMistakes(texts: ReadonlyMap<string, string>): string[] {
  const mistakes = ALWAYS_FORBIDDEN.filter(([name, forbidden]) => texts.get(name) === forbidden).map(
    ([name, forbidden, why]) => `${name}=${forbidden} is refused in production: ${why}.`,
  );
  for (const name of ['STRIPE_API_URL', 'SIMULATOR_URL']) {
    if (texts.get(name)) mistakes.push(`${name} must be empty in production: it aims at the gateway simulator.`);
  }
  return mistakes;
}

/** Secrets that anyone can read in the repository's development and test files, found in a real environment. */
export function developmentSecretsIn(texts: ReadonlyMap<string, string>, directory: string): string[] {
  const known = ['development.env', 'test.env'].flatMap((file) => secretTextsOf(file, directory));
  return secretNames()
    .filter((name) => known.some((secret) => texts.get(name)?.includes(secret)))
    .map((name) => `${name} holds a development secret, which everybody can read; make one of its own.`);
}

function secretTextsOf(file: string, directory: string): string[] {
  const entries = readEnvFile(directory, file)?.entries ?? new Map<string, string>();
  return secretNames().flatMap((name) => {
    const text = entries.get(name) ?? '';
    // An address is as secret as the password in it, whichever host or database stands around that.
    const secrets = URL.canParse(text) ? [decodeURIComponent(new URL(text).password)] : text.split(',');
    return secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN);
  });
}

function secretNames(): string[] {
  return [...SETTINGS_BY_NAME].filter(([, setting]) => setting.secret).map(([name]) => name);
}
