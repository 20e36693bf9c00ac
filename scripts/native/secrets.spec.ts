import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@libs/config';
import { secretsTemplate } from './secrets';

const variablesOf = (template: string) =>
  Object.fromEntries(
    template
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** What the processes read once a person has filled in every CHANGE-ME. */
function configOf(environment: 'staging' | 'production') {
  const filled = secretsTemplate(environment)
    .replace(/^(\w+_URL)=CHANGE-ME$/gm, (_, name: string) =>
      name === 'SMTP_URL' ? `${name}=smtp://mail.example.com` : `${name}=https://x.example.com`,
    )
    .replaceAll('CHANGE-ME', 'filled-in-by-a-person');
  return loadConfig({ ...variablesOf(filled), BILLING_ENV: environment });
}

describe.each(['staging', 'production'] as const)('the secrets of %s', (environment) => {
  it('are all that the environment needs, once the CHANGE-ME are filled in', () => {
    expect(() => configOf(environment)).not.toThrow();
  });

  it('all reach the containers', () => {
    const compose = readFileSync(join(__dirname, '..', '..', 'docker-compose.production.yml'), 'utf8');
    const names = Object.keys(variablesOf(secretsTemplate(environment)));
    expect(names.filter((name) => !compose.includes(`\${${name}:`))).toEqual([]);
  });

  it('believe the proxy before them, so that limits tell its visitors apart', () => {
    expect(configOf(environment).limits.trustedProxies).toEqual(['172.16.0.0/12', '192.168.0.0/16']);
  });

  it('differ every time', () => {
    const [first, second] = [variablesOf(secretsTemplate(environment)), variablesOf(secretsTemplate(environment))];
    for (const name of ['POSTGRES_PASSWORD', 'WEBHOOK_SECRETS', 'REDIS_URL'])
      expect(first[name]).not.toBe(second[name]);
  });
});
