import { FakeClock } from '../../../../libs/calendar/src/testing';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { AuditApi } from '../audit/audit.api';
import { AuditRepository } from '../audit/persistence/audit.repository';
import { APPEND_ONLY_TABLES, MIGRATIONS } from '../migrations';
import type { AccountDeletionCheck } from './account-deletion-check';
import { AccountsApi } from './accounts.api';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';
import { DeleteAccount } from './use-cases/delete-account';
import { ReadAccounts } from './use-cases/read-accounts';
import { UpdateAccount } from './use-cases/update-account';

const NOW = '2026-01-10T09:00:00Z';
const acme = { email: 'billing@acme.example', name: 'Acme' };

describe('accounts on PostgreSQL', () => {
  let test: TestDatabase;
  let api: AccountsApi;
  let read: ReadAccounts;
  let update: UpdateAccount;
  let remove: DeleteAccount;
  const checks: AccountDeletionCheck[] = [];

  beforeAll(async () => {
    test = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: APPEND_ONLY_TABLES });
    const { database } = test;
    const clock = new FakeClock(NOW);
    const accounts = new AccountRepository(database);
    const credits = new CreditRepository(database);
    const audit = new AuditApi(new AuditRepository(database));
    update = new UpdateAccount(database, accounts, audit, []);
    api = new AccountsApi(accounts, credits, new CreateAccount(database, accounts, audit, clock), update, clock);
    read = new ReadAccounts(accounts, credits);
    remove = new DeleteAccount(database, accounts, audit, checks, clock);
  });

  afterAll(async () => {
    await test.close();
  });

  afterEach(() => {
    checks.length = 0;
  });

  const actionsOn = async (id: string): Promise<string[]> => {
    const rows = await test.database.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE account_id = $1 ORDER BY id',
      [id],
    );
    return rows.map((row) => row.action);
  };

  it('fills in what was not given, and writes one audit row', async () => {
    const account = await api.create({ ...acme, timezone: 'europe/berlin' });
    expect(await api.byId(account.id)).toEqual(account);
    expect(account).toMatchObject({ currency: 'USD', timeZone: 'Europe/Berlin', status: 'current', vatIdStatus: null });
    expect(account.createdAt.toString()).toBe(NOW);
    expect(await actionsOn(account.id)).toEqual(['account.created']);
  });

  it('gives one external_key to one of fifty that ask at once', async () => {
    const asked = Array.from({ length: 50 }, () => api.create({ ...acme, externalKey: 'crm-50' }));
    const answers = await Promise.allSettled(asked);
    const codes = answers.map((answer) => (answer.status === 'fulfilled' ? 'made' : (answer.reason as AppError).code));
    expect(codes.filter((code) => code === 'made')).toHaveLength(1);
    expect(codes.filter((code) => code === 'external_key_taken')).toHaveLength(49);
    expect(await read.page({ externalKey: 'crm-50' }, 100)).toHaveLength(1);
  });

  it('changes what was named, clears what was null, and records only that', async () => {
    const { id } = await api.create({ ...acme, country: 'DE', vatId: 'DE123456789' });
    const changed = await update.run(id, { name: 'Acme Inc.', country: null, currency: 'USD' });
    expect(changed).toMatchObject({ name: 'Acme Inc.', country: null, vatId: 'DE123456789', email: acme.email });
    const [row] = await test.database.query<{ before: object; after: object }>(
      `SELECT before, after FROM audit_log WHERE account_id = $1 AND action = 'account.updated'`,
      [id],
    );
    expect(row).toEqual({ before: { name: 'Acme', country: 'DE' }, after: { name: 'Acme Inc.', country: null } });
    await update.run(id, { name: 'Acme Inc.' });
    expect(await actionsOn(id)).toEqual(['account.created', 'account.updated']);
  });

  it.each([
    ['another number', { vatId: 'DE999999999' }, 'unverified'],
    ['another country', { country: 'FR' }, 'unverified'],
    ['another country, checked', { country: 'FR', vatIdStatus: 'valid' }, 'valid'],
    ['another name', { name: 'Acme Inc.' }, 'valid'],
    ['no number', { vatId: null }, null],
  ] as const)('a checked VAT number and %s: %j → %s', async (_, change, vatIdStatus) => {
    const { id } = await api.create({ ...acme, country: 'DE', vatId: 'DE123456789' });
    await update.run(id, { vatIdStatus: 'valid' });
    expect(await update.run(id, change)).toMatchObject({ vatIdStatus });
  });

  it('never changes a currency', async () => {
    const { id } = await api.create({ ...acme, currency: 'EUR' });
    await expect(update.run(id, { currency: 'USD' })).rejects.toMatchObject({ code: 'currency_immutable' });
  });

  it('leaves an external_key to its owner when another account asks for it', async () => {
    await api.create({ ...acme, externalKey: 'crm-owned' });
    const other = await api.create(acme);
    await expect(update.run(other.id, { externalKey: 'crm-owned' })).rejects.toMatchObject({
      code: 'external_key_taken',
    });
  });

  it('adds credit once per cause, and shows the sum of what was added and used', async () => {
    const { id, currency } = await api.create(acme);
    const credit = { accountId: id, amount: Money.ofMinor(1000n, currency), reason: 'sorry', sourceKey: 'payment:1' };
    await Promise.all(Array.from({ length: 20 }, () => api.addCredit(credit)));
    await api.addCredit({ ...credit, amount: Money.ofMinor(-250n, currency), sourceKey: 'invoice:1' });
    expect((await read.byId(id)).balance.toString()).toBe('7.50 USD');
  });

  it('tells the credit that is left once, however often an account is asked about', async () => {
    const [some, used, none] = [await api.create(acme), await api.create(acme), await api.create(acme)];
    const move = async (accountId: string, ...minors: bigint[]) => {
      for (const [at, minor] of minors.entries()) {
        const amount = Money.ofMinor(minor, some.currency);
        await api.addCredit({ accountId, amount, reason: 'moved', sourceKey: `move:${at}` });
      }
    };
    await move(some.id, 500n, 4000n, -1200n);
    await move(used.id, 500n, -500n);
    const open = await api.openCredits([some.id, used.id, some.id, none.id]);
    const left = [...open].map(([id, credits]) => [id, credits.map(({ remaining }) => remaining.minor)]);
    expect(left).toEqual([[some.id, [3300n]]]);
  });

  it('keeps an account that another room still needs', async () => {
    const { id } = await api.create(acme);
    checks.push({ reason: async () => undefined }, { reason: async () => 'An invoice is open.' });
    await expect(remove.run(id)).rejects.toMatchObject({ code: 'account_in_use' });
    expect((await read.byId(id)).account.deletedAt).toBeNull();
  });

  it('hides a deleted account, keeps its row, and frees its external_key', async () => {
    const { id } = await api.create({ ...acme, email: 'gone@acme.example', externalKey: 'crm-gone' });
    await remove.run(id);
    await expect(read.byId(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(api.lock(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(remove.run(id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await read.page({ email: 'GONE@acme.example' }, 10)).toEqual([]);
    expect((await api.byId(id))?.deletedAt?.toString()).toBe(NOW);
    await expect(api.create({ ...acme, externalKey: 'crm-gone' })).resolves.toBeDefined();
    expect(await actionsOn(id)).toEqual(['account.created', 'account.deleted']);
  });

  it('lists newest first, page after page, without a gap', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await api.create({ ...acme, email: 'pages@acme.example' })).id);
    const first = await read.page({ email: 'Pages@acme.example' }, 2);
    const second = await read.page({ email: 'pages@acme.example' }, 2, made[1]);
    expect(first.map((row) => row.account.id)).toEqual(made.slice(0, 3));
    expect(second.map((row) => row.account.id)).toEqual(made.slice(2, 5));
  });

  it('holds a locked account until the transaction ends', async () => {
    const { id } = await api.create(acme);
    const order: string[] = [];
    const holder = test.database.transaction(async () => {
      await api.lock(id);
      await new Promise((resolve) => setTimeout(resolve, 150));
      order.push('holder');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const waiter = test.database.transaction(async () => {
      await api.lock(id);
      order.push('waiter');
    });
    await Promise.all([holder, waiter]);
    expect(order).toEqual(['holder', 'waiter']);
  });
});
