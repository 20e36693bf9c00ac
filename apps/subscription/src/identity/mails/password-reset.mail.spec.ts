import { findMailTemplatesDirectory, loadConfig } from '@libs/config';
import type { AccountsApi } from '../../accounts/accounts.api';
import { MailTemplates, type MailApi } from '../../mail/mail.api';
import type { OfferPasswordReset } from '../use-cases/offer-password-reset';
import { PasswordResetMail } from './password-reset.mail';

const TOKEN = 'the-token';

async function written(country: string | null, environment: Record<string, string> = {}): Promise<string> {
  const user = { id: 7, firstName: 'Ada', email: 'ada@example.com', accountId: country ? 'an account' : null };
  const mail = new PasswordResetMail(
    { register: () => undefined } as unknown as MailApi,
    new MailTemplates([findMailTemplatesDirectory()]),
    { run: async () => ({ user, token: TOKEN }) } as unknown as OfferPasswordReset,
    { byId: async () => ({ country, timeZone: 'UTC' }) } as unknown as AccountsApi,
    loadConfig({ BILLING_ENV: 'test', ...environment }),
  );
  mail.onModuleInit();
  return (await mail.compose({ template: 'password_reset', userId: 7 }))?.text ?? '';
}

describe('the mail for a new password', () => {
  const page = { PASSWORD_RESET_URL: 'https://app.example.com/new-password#token=' };

  it.each([
    ['US', 'Hello Ada'],
    ['AT', 'Guten Tag Ada'],
    ['FR', 'Bonjour Ada'],
    [null, 'Hello Ada'],
  ])('for an account in %s begins with %s', async (country, greeting) => {
    expect(await written(country)).toMatch(new RegExp(`^${greeting},`));
  });

  it('has the token, and where it goes, when there is no page for it', async () => {
    const text = await written('US');
    expect(text).toContain('POST http://localhost:18001/v1/auth/password/reset');
    expect(text.split('\n')).toContain(TOKEN);
  });

  it('links to the page of the operator with the token at the end', async () => {
    const text = await written('US', page);
    expect(text.split('\n')).toContain(`https://app.example.com/new-password#token=${TOKEN}`);
    expect(text).not.toContain('/v1/auth/password/reset');
  });
});
