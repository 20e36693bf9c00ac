import { loadConfig } from '@libs/config';
import { secretsTemplate } from './secrets';

const variablesOf = (template: string) =>
  Object.fromEntries(
    template
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

describe.each(['staging', 'production'] as const)('the secrets of %s', (environment) => {
  it('are all that the environment needs, once the CHANGE-ME are filled in', () => {
    const filled = secretsTemplate(environment)
      .replace(/^(\w+_URL)=CHANGE-ME$/gm, (_, name: string) =>
        name === 'SMTP_URL' ? `${name}=smtp://mail.example.com` : `${name}=https://x.example.com`,
      )
      .replaceAll('CHANGE-ME', 'filled-in-by-a-person');
    expect(() => loadConfig({ ...variablesOf(filled), BILLING_ENV: environment })).not.toThrow();
  });

  it('differ every time', () => {
    const [first, second] = [variablesOf(secretsTemplate(environment)), variablesOf(secretsTemplate(environment))];
    for (const name of ['POSTGRES_PASSWORD', 'WEBHOOK_SECRETS', 'REDIS_URL'])
      expect(first[name]).not.toBe(second[name]);
  });
});
