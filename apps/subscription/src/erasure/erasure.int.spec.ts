import { newId } from '@libs/persistence';
import { subscribed, unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { ErasureApi } from './erasure.api';
import { EraseAccount } from './use-cases/erase-account';

const START = '2026-01-10T09:00:00Z';
const THE_29TH_DAY = '2026-02-08T09:00:00Z';
const THE_30TH_DAY = '2026-02-09T09:00:00Z';

/** Each in a spelling that is found nowhere else. */
const PERSON = {
  name: 'Zebedee Quux',
  email: 'Zebedee.Quux@person.example',
  vatId: 'ATU99887766',
  externalKey: 'crm-zebedee',
  country: 'AT',
  address: { line1: 'Quuxgasse 7', city: 'Wien', postal_code: '1010' },
  metadata: { contact: 'Aunt Quux' },
};
const TRACES = ['zebedee', 'quux', 'ATU99887766'];

describe('an account that is erased', () => {
  let world: BillingWorld;
  const run = () => world.get(ErasureApi).run();
  const deleteAccount = (id: string) => world.call('DELETE', `/v1/accounts/${id}`, STAFF);

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  /** Somebody who paid once, with data of theirs wherever it may be. */
  async function gone() {
    const account = await world.account(PERSON);
    const userId = await user(account.id, PERSON.email);
    const { subscription } = await subscribed(world, account.id, await world.plan());
    await world.rows(`UPDATE subscription SET metadata = '{"for": "Quux"}', external_key = 'quux-1' WHERE id = $1`, [
      subscription.id,
    ]);
    await world.rows(
      `INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity, properties)
       SELECT $1, $2, now(), prefix || 'quux-' || n, 'api_calls', 2, '{"by": "zebedee"}'
       FROM generate_series(1, 6000) AS n, unnest(ARRAY['', 'erased:']) AS prefix WHERE prefix = '' OR n = 1`,
      [account.id, subscription.id],
    );
    const changed = await world.call('PATCH', `/v1/accounts/${account.id}`, STAFF, {
      name: 'Zebedee Q. Quux',
      email: 'zebedee@new.example',
    });
    expect(changed.status).toBe(200);
    await world.rows(`UPDATE subscription SET status = 'canceled', due_at = NULL, due_step = NULL WHERE id = $1`, [
      subscription.id,
    ]);
    expect((await deleteAccount(account.id)).status).toBe(204);
    return { accountId: account.id, subscriptionId: subscription.id, userId };
  }

  async function user(accountId: string | null, email: string): Promise<number> {
    const [row] = await world.rows<{ id: number }>(
      `INSERT INTO app_user (email, password_hash, first_name, last_name, role, account_id)
       VALUES ($1, 'hash', 'Zebedee', 'Quux', 'customer', $2) RETURNING id`,
      [email, accountId],
    );
    const { id } = row!;
    await world.rows(`INSERT INTO session (id, user_id, refresh_hash, expires_at) VALUES ($1, $2, '', now())`, [
      newId(),
      id,
    ]);
    await world.rows(`INSERT INTO password_reset VALUES ($1, $2, now())`, [Buffer.from(newId()), id]);
    await world.rows(`INSERT INTO idempotency_key (caller, key, fingerprint) VALUES ('user:' || $1::int, 'k', '')`, [
      id,
    ]);
    await world.rows(`INSERT INTO mail_request (id, template, user_id, facts) VALUES ($1, 'x', $2, '{}')`, [
      newId(),
      id,
    ]);
    const mail = `INSERT INTO development_mail (id, recipient, subject, body) VALUES ($1, $2, 'Hello', $3)`;
    await world.rows(mail, [newId(), email, 'Dear Zebedee Quux']);
    await world.rows(mail, [newId(), 'staff@example.com', `A dispute of ${email}`]);
    return id;
  }

  /** Every text and JSON column of the database in which a word is found. */
  async function traces(): Promise<string[]> {
    const columns = await world.rows<{ place: string; tab: string; col: string }>(
      `SELECT table_name AS tab, column_name AS col, table_name || '.' || column_name AS place FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'ARRAY', 'character varying')`,
    );
    const found: string[] = [];
    for (const { tab, col, place } of columns) {
      const text = `SELECT 1 FROM "${tab}" WHERE "${col}"::text ~* $1 LIMIT 1`;
      if ((await world.rows(text, [TRACES.join('|')])).length > 0) found.push(place);
    }
    return found.sort();
  }

  const billOf = (accountId: string) =>
    world.rows(
      `SELECT number, total_minor, status, (SELECT count(*) FROM invoice_line WHERE invoice_id = invoice.id) AS lines
       FROM invoice WHERE account_id = $1`,
      [accountId],
    );

  it('is nobody any more after 30 days and not before, and all its money is still there', async () => {
    const { accountId, subscriptionId, userId } = await gone();
    const bills = await billOf(accountId);
    const spread = [
      'account.email',
      'account.name',
      'account.vat_id',
      'audit_log.after',
      'development_mail.body',
      'subscription.metadata',
      'usage_event.properties',
    ];
    world.clock.moveTo(THE_29TH_DAY);
    expect([await run(), await traces()]).toEqual([0, expect.arrayContaining(spread)]);
    world.clock.moveTo(THE_30TH_DAY);
    expect([await run(), await traces()]).toEqual([1, []]);
    expect(await world.rows(`SELECT * FROM account WHERE id = $1`, [accountId])).toMatchObject([
      { name: 'Erased customer', email: 'erased@erased.invalid', country: 'AT', currency: 'USD', erase_at: null },
    ]);
    expect(await world.rows(`SELECT email, is_active FROM app_user WHERE id = $1`, [userId])).toEqual([
      { email: expect.stringMatching(/^erased-[0-9a-f-]{36}@erased\.invalid$/), is_active: false },
    ]);
    expect(await billOf(accountId)).toEqual(bills);
    expect(bills).toMatchObject([{ status: 'paid', total_minor: '2999' }]);
    expect(
      await world.rows(`SELECT sum(quantity)::int AS used FROM usage_event WHERE subscription_id = $1`, [
        subscriptionId,
      ]),
    ).toEqual([{ used: 12_002 }]);
    expect(await unbalanced(world)).toEqual([]);
  });

  it('is told to the payment service and written down once, however many run at once', async () => {
    const { accountId } = await gone();
    world.clock.moveTo(THE_30TH_DAY);
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await run()).toBe(0);
    expect(
      await world.rows(`SELECT envelope->'payload' AS payload FROM outbox_message WHERE envelope->>'action' = $1`, [
        'account_erased',
      ]),
    ).toEqual([{ payload: { account_id: accountId } }]);
    expect(await world.rows(`SELECT account_id FROM audit_log WHERE action = 'account.erased'`)).toHaveLength(1);
  });

  it('is erased by the next run when one was killed between its pages', async () => {
    const { accountId } = await gone();
    world.clock.moveTo(THE_30TH_DAY);
    await world.rows(`SELECT erase_usage_of_account($1, 100)`, [accountId]);
    expect([await run(), await traces()]).toEqual([1, []]);
  });

  it('holds up no other when it fails, and is tried again after an hour', async () => {
    const { accountId } = await gone();
    const other = await world.account({ email: 'other@person.example' });
    expect((await deleteAccount(other.id)).status).toBe(204);
    world.clock.moveTo(THE_30TH_DAY);
    const erase = world.get(EraseAccount);
    const original = erase.run.bind(erase);
    const failing = jest.spyOn(erase, 'run').mockImplementation((id, now) => {
      return id === accountId ? Promise.reject(new Error('broken')) : original(id, now);
    });
    expect([await run(), await run()]).toEqual([1, 0]);
    failing.mockRestore();
    world.clock.moveTo('2026-02-09T10:00:00Z');
    expect([await run(), await traces()]).toEqual([1, []]);
  });

  it('leaves everybody else as they are', async () => {
    await gone();
    const other = await world.account({
      email: 'other@person.example',
      name: 'Zebedee Other',
      externalKey: 'zebedee-2',
    });
    const before = await world.rows(`SELECT * FROM account WHERE id = $1`, [other.id]);
    world.clock.moveTo(THE_30TH_DAY);
    expect(await run()).toBe(1);
    expect(await world.rows(`SELECT * FROM account WHERE id = $1`, [other.id])).toEqual(before);
    expect(await world.rows(`SELECT after->>'name' AS name FROM audit_log WHERE subject_id = $1`, [other.id])).toEqual([
      { name: 'Zebedee Other' },
    ]);
  });

  it('prints its bills for an erased customer', async () => {
    const { accountId } = await gone();
    world.clock.moveTo(THE_30TH_DAY);
    expect(await run()).toBe(1);
    const [bill] = await world.rows<{ id: string }>(`SELECT id FROM invoice WHERE account_id = $1`, [accountId]);
    const answer = await world.app.inject({
      url: `/v1/invoices/${bill!.id}/pdf`,
      headers: { 'x-test-account': STAFF },
    });
    expect(answer.statusCode).toBe(200);
  });

  it.each([
    ['UPDATE audit_log SET actor = actor', 'audit_log'],
    [`UPDATE usage_event SET properties = '{}'`, 'usage_event'],
  ])('opens nothing else: %s is refused', async (statement, table) => {
    await expect(world.rows(statement)).rejects.toThrow(`permission denied for table ${table}`);
  });

  it('changes no record of an account that is not deleted', async () => {
    const account = await world.account(PERSON);
    await world.rows(
      `INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity, properties)
       VALUES ($1, $2, now(), 'quux-1', 'api_calls', 2, '{"by": "zebedee"}')`,
      [account.id, newId()],
    );
    await world.rows(`SELECT erase_audit_of_account($1)`, [account.id]);
    expect(await world.rows(`SELECT erase_usage_of_account($1, 10) AS erased`, [account.id])).toEqual([{ erased: 0 }]);
    expect(
      await world.rows(`SELECT idempotency_key AS key, properties FROM usage_event WHERE account_id = $1`, [
        account.id,
      ]),
    ).toEqual([{ key: 'quux-1', properties: { by: 'zebedee' } }]);
    expect(
      await world.rows(`SELECT after->>'name' AS name FROM audit_log WHERE subject_id = $1`, [account.id]),
    ).toEqual([{ name: PERSON.name }]);
  });
});
