import { randomBytes } from 'node:crypto';
import { Client as Postgres } from 'pg';
import { Client, PASSWORD } from '../support/client';
import { admin, card, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { config, until } from '../support/running-system';

const LIMIT_MS = 120_000;
/** Valid, and nobody else's in these stories. */
const VAT_ID = 'DE136695976';

/** Every text and JSON column of both databases that says a word. */
async function placesThatSay(word: string): Promise<string[]> {
  const found: string[] = [];
  for (const { ownerUrl } of [config.subscriptionDatabase, config.paymentDatabase]) {
    const database = new Postgres({ connectionString: ownerUrl });
    await database.connect();
    const columns = await database.query<{ tab: string; col: string }>(
      `SELECT table_name AS tab, column_name AS col FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json')`,
    );
    for (const { tab, col } of columns.rows) {
      const text = `SELECT 1 FROM "${tab}" WHERE position($1 IN lower("${col}"::text)) > 0 LIMIT 1`;
      if ((await database.query(text, [word])).rows.length > 0) found.push(`${tab}.${col}`);
    }
    await database.end();
  }
  return found;
}

describe('a customer who leaves for good', () => {
  let staff: Client;
  beforeAll(async () => {
    staff = await admin();
  });

  const advance = async (by: string) => expect((await staff.post('/v1/test-clock/advance', { by })).status).toBe(200);
  const paymentsOf = async (accountId: string) =>
    (await staff.get(`/v1/payments?account_id=${accountId}`)).data as {
      id: string;
      status: string;
      gateway_reference: string;
    }[];

  /** Somebody whose name stands nowhere else, with a saved card and two bills paid by it. */
  async function paidUp(word: string) {
    const customer = await Customer.registers({ first_name: word, last_name: 'Quux' });
    const { accountId, api } = customer;
    const facts = { name: `${word} Quux`, vat_id: VAT_ID, external_key: word, metadata: { friend: word } };
    const address = { line1: `${word} street 1`, city: 'Berlin', postal_code: '10115' };
    expect((await staff.patch(`/v1/accounts/${accountId}`, { ...facts, country: 'DE', address })).status).toBe(200);
    const saving = { ...card('4242424242424242'), cardholder_name: word };
    expect((await api.post('/v1/payment-methods', saving)).status).toBe(201);
    await until(
      'the account knows its card',
      async () => (await api.get('/v1/accounts/me')).data.default_payment_method,
    );
    const { data: subscription } = await api.post('/v1/subscriptions/', { plan_id: 2, metadata: { for: word } });
    await customer.becomes('active', subscription.id);
    const lines = [{ description: 'Set-up', amount: 10 }];
    expect((await staff.post('/v1/invoices', { account_id: accountId, lines })).status).toBe(201);
    await until('both bills are paid', async () => {
      const payments = await paymentsOf(accountId);
      return payments.length === 2 && payments.every(({ status }) => status === 'success');
    });
    const credit = { account_id: accountId, amount: 5, reason: 'Sorry' };
    expect((await staff.post('/v1/credits', credit)).status).toBe(201);
    expect((await api.delete(`/v1/subscriptions/${subscription.id}?at=now`)).status).toBe(200);
    return customer;
  }

  it(
    'cannot log in any more, is nobody after 30 days, and everything that was paid stays in the books',
    async () => {
      const word = `zz${randomBytes(6).toString('hex')}`;
      const { accountId, email, api } = await paidUp(word);
      const logIn = (who: string) => new Client().post('/v1/auth/login', { email: who, password: PASSWORD });
      const register = () =>
        new Client().post('/v1/auth/register', { email, password: PASSWORD, first_name: 'Else', last_name: 'Body' });

      expect((await api.delete('/v1/accounts/me')).status).toBe(204);
      expect((await staff.delete(`/v1/accounts/${accountId}`)).status).toBe(404);
      const refused = await logIn(email);
      expect([refused.status, refused.code]).toEqual([401, 'invalid_credentials']);
      expect(refused.body.error).toBe((await logIn(`nobody-${word}@example.com`)).body.error);
      expect((await register()).code).toBe('email_taken');

      expect(await gateway.customerOf(accountId)).toBeDefined();
      await advance('P29D');
      const history = await staff.get(`/v1/audit-logs?subject_type=account&subject_id=${accountId}`);
      expect(history.text).toContain(word);
      expect(await placesThatSay(email)).not.toEqual([]);

      await advance('P1DT1H');
      const [invoice] = (await staff.get(`/v1/invoices?account_id=${accountId}`)).data;
      await until('nothing tells who it was', async () => (await placesThatSay(word)).length === 0, 30_000);
      expect([...(await placesThatSay(email)), ...(await placesThatSay(VAT_ID.toLowerCase()))]).toEqual([]);
      const methods = `/v1/payment-methods?account_id=${accountId}`;
      await until('no card is kept', async () => (await staff.get(methods)).data.length === 0, 30_000);
      await until(
        'the gateway knows no customer',
        async () => (await gateway.customerOf(accountId)) === undefined,
        30_000,
      );
      expect((await staff.get(`/v1/invoices/${invoice.id}/pdf`)).status).toBe(200);
      expect((await register()).status).toBe(201);
    },
    LIMIT_MS,
  );

  it(
    'gets money back, and is contested, after being erased as before',
    async () => {
      const word = `zz${randomBytes(6).toString('hex')}`;
      const { accountId } = await paidUp(word);
      expect((await staff.delete(`/v1/accounts/${accountId}`)).status).toBe(204);
      await advance('P31D');
      await until('nothing tells who it was', async () => (await placesThatSay(word)).length === 0, 30_000);

      const [first, second] = await paymentsOf(accountId);
      const refund = await staff.post(`/v1/payments/${first!.id}/refund`, { reason: 'asked for' });
      expect(refund.status).toBe(202);
      await gateway.disputes(second!.gateway_reference);
      await until('both are known', async () => {
        const statuses = (await paymentsOf(accountId)).map(({ status }) => status);
        return statuses.join() === 'refunded,disputed';
      });
      const booked = async () => (await staff.get(`/v1/ledger/entries?account_id=${accountId}&limit=100`)).data;
      const kinds = ['refund_paid', 'dispute_opened'];
      await until('both are booked', async () => {
        const entries = (await booked()) as { kind: string }[];
        return kinds.every((kind) => entries.some((entry) => entry.kind === kind));
      });
      const compared = (await staff.get('/v1/ledger/check')).data as { agrees: boolean }[];
      expect(compared.filter(({ agrees }) => !agrees)).toEqual([]);
      expect((await staff.get(`/v1/accounts/${accountId}`)).status).toBe(404);
      expect(await placesThatSay(word)).toEqual([]);
    },
    LIMIT_MS,
  );
});
