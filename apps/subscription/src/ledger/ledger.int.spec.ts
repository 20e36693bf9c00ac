import { bookCapturedPayment, bookFinalizedInvoice, type Posting } from '@libs/billing/ledger';
import { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import { newId } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { FakeClock } from '../../../../libs/calendar/src/testing';
import { APPEND_ONLY_TABLES, MIGRATIONS } from '../migrations';
import { LedgerApi } from './ledger.api';
import { LedgerRepository } from './persistence/ledger.repository';

const usd = (minor: bigint) => Money.ofMinor(minor, 'USD');
const eur = (minor: bigint) => Money.ofMinor(minor, 'EUR');

describe('the ledger on PostgreSQL', () => {
  let test: TestDatabase;
  let ledger: LedgerApi;
  let entries: LedgerRepository;

  beforeAll(async () => {
    test = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: APPEND_ONLY_TABLES });
    entries = new LedgerRepository(test.database);
    ledger = new LedgerApi(entries, new FakeClock('2026-01-10T09:00:00.000Z'));
  });

  afterAll(async () => {
    await test.close();
  });

  const countOf = async (table: string, accountId: string): Promise<number> => {
    const rows = await test.database.query(`SELECT 1 FROM ${table} WHERE account_id = $1`, [accountId]);
    return rows.length;
  };

  it('books a bill and its payment; what is owed comes back to zero', async () => {
    const accountId = newId();
    const invoiceId = newId();
    const invoice = bookFinalizedInvoice({ total: usd(3599n), tax: usd(600n), creditApplied: usd(0n) });
    const payment = bookCapturedPayment(usd(3599n));
    await ledger.post({
      kind: invoice.occasion,
      accountId,
      invoiceId,
      reference: invoiceId,
      postings: invoice.postings,
    });
    await ledger.post({ kind: payment.occasion, accountId, invoiceId, reference: newId(), postings: payment.postings });

    const [last, first] = await entries.page({ accountId }, 10);
    expect(first).toMatchObject({ kind: 'invoice_finalized', invoice_id: invoiceId });
    expect(first?.postings).toEqual([
      { ledger_account: 'receivables', amount_minor: '3599', currency: 'USD' },
      { ledger_account: 'revenue', amount_minor: '-2999', currency: 'USD' },
      { ledger_account: 'tax_payable', amount_minor: '-600', currency: 'USD' },
    ]);
    expect(last?.postings).toContainEqual({ ledger_account: 'receivables', amount_minor: '-3599', currency: 'USD' });
    const balances = await entries.balances();
    expect(balances).toContainEqual({ ledger_account: 'receivables', currency: 'USD', balance_minor: '0' });
    expect(balances.reduce((sum, row) => sum + BigInt(row.balance_minor), 0n)).toBe(0n);
  });

  const unbalanced: [string, Posting[]][] = [
    ['one side only', [{ account: 'receivables', change: usd(1n) }]],
    [
      'a cent too much',
      [
        { account: 'receivables', change: usd(2999n) },
        { account: 'revenue', change: usd(-2998n) },
      ],
    ],
    [
      'two currencies that are zero only together',
      [
        { account: 'receivables', change: usd(100n) },
        { account: 'revenue', change: eur(-100n) },
      ],
    ],
  ];

  it.each(unbalanced)('stores nothing of %s', async (_, postings) => {
    const accountId = newId();
    const entry = { kind: 'payment_captured' as const, accountId, reference: newId(), postings };
    await expect(ledger.post(entry)).rejects.toThrow('does not balance');
    expect(await countOf('ledger_entry', accountId)).toBe(0);
    expect(await countOf('ledger_posting', accountId)).toBe(0);
  });

  it('books one fact once, also when told fifty times at once', async () => {
    const accountId = newId();
    const { occasion, postings } = bookCapturedPayment(usd(500n));
    const entry = { kind: occasion, accountId, reference: newId(), postings };
    await Promise.all(Array.from({ length: 50 }, () => ledger.post(entry)));
    expect(await countOf('ledger_entry', accountId)).toBe(1);
    expect(await countOf('ledger_posting', accountId)).toBe(2);
  });

  it.each(unbalanced)('stores nothing of new entries with %s', async (_, postings) => {
    const accountId = newId();
    const sound = { kind: 'payment_captured' as const, accountId, ...bookCapturedPayment(usd(500n)) };
    const entries = [
      { ...sound, reference: newId() },
      { ...sound, reference: newId(), postings },
    ];
    await expect(ledger.postNew(entries)).rejects.toThrow('does not balance');
    expect(await countOf('ledger_entry', accountId)).toBe(0);
    expect(await countOf('ledger_posting', accountId)).toBe(0);
  });

  it('books new facts by the page as it books one, and refuses one that is not new', async () => {
    const { postings } = bookFinalizedInvoice({ total: usd(3599n), tax: usd(600n), creditApplied: usd(0n) });
    const [accountId, other, reference] = [newId(), newId(), newId()];
    const entry = { kind: 'invoice_finalized' as const, invoiceId: reference, reference, postings };
    await ledger.post({ ...entry, accountId: other });
    await ledger.postNew([{ ...entry, accountId }]);
    const [one] = await entries.page({ accountId }, 10);
    const [as] = await entries.page({ accountId: other }, 10);
    expect(one).toEqual({ ...as, id: one?.id, account_id: accountId });
    await expect(ledger.postNew([{ ...entry, accountId }])).rejects.toMatchObject({ code: '23505' });
    expect(await countOf('ledger_posting', accountId)).toBe(3);
  });

  it('books nothing for a bill over nothing', async () => {
    const accountId = newId();
    await ledger.post({ kind: 'invoice_finalized', accountId, reference: newId(), postings: [] });
    expect(await countOf('ledger_entry', accountId)).toBe(0);
  });

  it('is gone with the transaction of the fact it books', async () => {
    const accountId = newId();
    const { occasion, postings } = bookCapturedPayment(usd(500n));
    const failing = test.database.transaction(async () => {
      await ledger.post({ kind: occasion, accountId, reference: newId(), postings });
      throw new Error('the fact did not happen');
    });
    await expect(failing).rejects.toThrow('the fact did not happen');
    expect(await countOf('ledger_posting', accountId)).toBe(0);
  });

  it('sums up what was booked before an instant, and nothing after it', async () => {
    await ledger.sumUpBefore(Instant.of('2020-01-01T00:00:00Z'));
    expect(await test.database.query('SELECT 1 FROM ledger_sum')).toEqual([]);
    const before = await entries.balances();
    await ledger.sumUpBefore(Instant.of('2100-01-01T00:00:00Z'));
    expect((await test.database.query('SELECT 1 FROM ledger_sum')).length).toBe(before.length);
    expect(await entries.balances()).toEqual(before);
  });

  it.each([
    ['UPDATE ledger_sum SET debit_minor = 0'],
    ['UPDATE ledger_posting SET amount_minor = 0'],
    ['DELETE FROM ledger_posting'],
    ['UPDATE ledger_entry SET reference = reference'],
    ['DELETE FROM ledger_entry'],
    ['TRUNCATE ledger_posting'],
    ['UPDATE audit_log SET actor = actor'],
    ['DELETE FROM audit_log'],
  ])('refuses the service: %s', async (statement) => {
    await expect(test.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('finds entries by bill and by time, the end not included', async () => {
    const accountId = newId();
    const invoiceId = newId();
    const { occasion, postings } = bookCapturedPayment(usd(500n));
    await ledger.post({ kind: occasion, accountId, invoiceId, reference: newId(), postings });
    const found = (filter: object) => entries.page({ accountId, ...filter }, 10);
    expect(await found({ invoiceId })).toHaveLength(1);
    expect(await found({ invoiceId: newId() })).toHaveLength(0);
    expect(await found({ from: '2026-01-10T09:00:00Z' })).toHaveLength(1);
    expect(await found({ to: '2026-01-10T09:00:00Z' })).toHaveLength(0);
  });
});
