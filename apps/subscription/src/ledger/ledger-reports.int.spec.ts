import { newId } from '@libs/persistence';
import { LedgerRepository } from './persistence/ledger.repository';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

describe('what the book tells', () => {
  let world: BillingWorld;
  let accountId = '';
  const transactionId = newId();
  const refundId = newId();

  beforeAll(async () => {
    world = await billingWorld('2026-02-10T09:00:00Z');
    accountId = (await world.account()).id;
    const lines = [{ description: 'Setup, "large"', unit_amount: 100 }];
    const invoice = (await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines })).body.data;
    const yen = (await world.account({ currency: 'JPY' })).id;
    const inYen = [{ description: 'Setup', unit_amount: 3000 }];
    await world.call('POST', '/v1/invoices', STAFF, { account_id: yen, lines: inYen });
    world.clock.moveTo('2026-02-11T09:00:00Z');
    const told = { event_id: newId(), transaction_id: transactionId, subscription_id: null, invoice_id: invoice.id };
    const money = { account_id: accountId, status: 'success', currency: 'USD' };
    await world.call('POST', '/v1/webhooks/payment', 'payment-service', { ...told, ...money, amount: 100 });
    const refund = { type: 'refund', refund_id: refundId, occurred_at: '2026-02-11T09:00:00Z', amount: 40 };
    await world.call('POST', '/v1/webhooks/payment', 'payment-service', {
      ...told,
      ...money,
      ...refund,
      event_id: newId(),
    });
  });
  afterAll(() => world.close());

  const balance = (query = '') => world.call('GET', `/v1/ledger/trial-balance${query}`, STAFF);
  const file = (url: string) => world.app.inject({ method: 'GET', url, headers: { 'x-test-account': STAFF } });

  it('both sides of every ledger account, per currency', async () => {
    const { data } = (await balance()).body;
    expect(data.map(({ currency, balanced }: Record<string, unknown>) => [currency, balanced])).toEqual([
      ['JPY', true],
      ['USD', true],
    ]);
    expect(data[1]).toEqual({
      currency: 'USD',
      accounts: [
        { ledger_account: 'cash_at_gateway', debit: 100, credit: 40, balance: 60 },
        { ledger_account: 'receivables', debit: 100, credit: 100, balance: 0 },
        { ledger_account: 'refunds', debit: 40, credit: 0, balance: 40 },
        { ledger_account: 'revenue', debit: 0, credit: 100, balance: -100 },
      ],
      debit: 240,
      credit: 240,
      balanced: true,
    });
  });

  it('what the tables say of every ledger account, and what differs', async () => {
    const check = async () => (await world.call('GET', '/v1/ledger/check', STAFF)).body.data;
    const wrong = async () => (await check()).filter(({ agrees }: { agrees: boolean }) => !agrees);
    expect(await check()).toContainEqual({
      ledger_account: 'cash_at_gateway',
      currency: 'USD',
      booked: 60,
      expected: 60,
      agrees: true,
    });
    expect(await wrong()).toEqual([]);
    await world.rows(`UPDATE invoice SET amount_refunded_minor = amount_refunded_minor + 1 WHERE account_id = $1`, [
      accountId,
    ]);
    expect(await wrong()).toEqual([
      { ledger_account: 'refunds', currency: 'USD', booked: 40, expected: 40.01, agrees: false },
    ]);
    await world.rows(`UPDATE invoice SET amount_refunded_minor = amount_refunded_minor - 1 WHERE account_id = $1`, [
      accountId,
    ]);
  });

  it('as of an instant, in one currency', async () => {
    const { data } = (await balance('?at=2026-02-10T09:00:00Z&currency=USD')).body;
    expect(data).toMatchObject([{ accounts: [{ ledger_account: 'receivables' }, { ledger_account: 'revenue' }] }]);
    expect((await balance('?at=2026-02-10T08:59:59Z')).body.data).toEqual([]);
    expect((await balance('?currency=dollars')).status).toBe(400);
    expect((await balance('?at=soon')).status).toBe(400);
  });

  it('is the same wherever it was added up before', async () => {
    const whole = (await balance()).body.data;
    const sums = (await world.call('GET', '/v1/ledger/accounts', STAFF)).body.data;
    const entries = await world.rows<{ id: string }>(`SELECT id FROM ledger_entry ORDER BY id`);
    const repository = world.get(LedgerRepository);
    // Also twice, and one that comes too late.
    for (const at of [0, 2, 2, 1, entries.length - 1]) {
      await repository.sumUp((entries[at] as { id: string }).id);
      expect((await balance()).body.data).toEqual(whole);
      expect((await world.call('GET', '/v1/ledger/accounts', STAFF)).body.data).toEqual(sums);
    }
    const [row] = await world.rows<{ count: string }>(`SELECT count(DISTINCT through_id) FROM ledger_sum`);
    expect(row?.count).toBe('3');
    expect((await balance('?at=2026-02-10T09:00:00Z&currency=USD')).body.data[0].debit).toBe(100);
  });

  it('says so when the sides do not agree', async () => {
    const entryId = newId();
    await world.rows(
      `INSERT INTO ledger_entry (account_id, id, kind, reference, booked_at) VALUES ($1, $2, 'fee_charged', 'wrong', now())`,
      [accountId, entryId],
    );
    await world.rows(
      `INSERT INTO ledger_posting (account_id, entry_id, line, ledger_account, amount_minor, currency)
       VALUES ($1, $2, 9, 'fees', 1, 'KWD')`,
      [accountId, entryId],
    );
    expect((await balance('?currency=KWD')).body.data).toMatchObject([{ debit: 0.001, credit: 0, balanced: false }]);
  });

  it('as CSV, with all decimals', async () => {
    const answer = await file('/v1/ledger/trial-balance?currency=USD&format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n')).toEqual([
      'currency,ledger_account,debit,credit,balance',
      'USD,cash_at_gateway,100.00,40.00,60.00',
      'USD,receivables,100.00,100.00,0.00',
      'USD,refunds,40.00,0.00,40.00',
      'USD,revenue,0.00,100.00,-100.00',
      'USD,total,240.00,240.00,0.00',
      '',
    ]);
    const entries = await file(`/v1/ledger/entries?account_id=${accountId}&to=2026-03-01T00:00:00Z&format=csv&limit=1`);
    expect(entries.headers['content-disposition']).toContain('ledger-entries.csv');
    const [head, ...lines] = entries.body.trimEnd().split('\r\n');
    expect(head).toBe('booked_at,entry_id,kind,reference,account_id,invoice_id,ledger_account,amount,currency');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toContain(`refund_paid,${refundId},${accountId},`);
    expect(lines[0]?.startsWith('2026-02-11T09:00:00Z,')).toBe(true);
  });

  it('tells the payment service what is not booked as it says', async () => {
    const reference = (kind: string, id: string, amount_minor: string, currency = 'USD') => {
      return { kind, id, amount_minor, currency };
    };
    const other = newId();
    const answer = await world.call('POST', '/v1/internal/ledger-check', 'payment-service', {
      references: [
        reference('payment', transactionId, '10000'),
        reference('refund', refundId, '4000'),
        reference('payment', refundId, '4000'),
        reference('refund', refundId, '4001'),
        reference('refund', refundId, '4000', 'EUR'),
        reference('dispute', other, '1'),
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data.differences).toEqual([
      { kind: 'payment', id: refundId, booked: null },
      { kind: 'refund', id: refundId, booked: { amount_minor: '4000', currency: 'USD' } },
      { kind: 'refund', id: refundId, booked: { amount_minor: '4000', currency: 'USD' } },
      { kind: 'dispute', id: other, booked: null },
    ]);
    const many = Array.from({ length: 501 }, () => reference('payment', other, '1'));
    expect((await world.call('POST', '/v1/internal/ledger-check', 'x', { references: many })).status).toBe(400);
  });

  it('tells of what came back, how disputes ended, and fees, too', async () => {
    const { id: account_id } = await world.account();
    const lines = [{ description: 'Setup', unit_amount: 50 }];
    const { id: invoice_id } = (await world.call('POST', '/v1/invoices', STAFF, { account_id, lines })).body.data;
    const ids = { subscription_id: null, invoice_id, account_id, currency: 'USD', occurred_at: '2026-02-11T09:00:00Z' };
    const tell = (facts: object) =>
      world.call('POST', '/v1/webhooks/payment', 'payment-service', { event_id: newId(), ...ids, ...facts });
    const [transaction_id, refund_id, won, lost] = [newId(), newId(), newId(), newId()];
    await tell({ transaction_id, status: 'success', amount: 50 });
    for (const status of ['success', 'failed'])
      await tell({ type: 'refund', transaction_id, refund_id, status, amount: 5 });
    for (const [dispute_id, end] of Object.entries({ [won]: 'won', [lost]: 'lost' })) {
      for (const status of ['opened', end])
        await tell({ type: 'dispute', transaction_id, dispute_id, status, amount: 6 });
    }
    await tell({ type: 'fee', transaction_id, amount: 1.17 });
    const reference = (kind: string, id: string, amount_minor: string) => ({ kind, id, amount_minor, currency: 'USD' });
    const booked = [
      reference('refund', refund_id, '500'),
      reference('refund_returned', refund_id, '500'),
      reference('dispute', won, '600'),
      reference('dispute_won', won, '600'),
      reference('dispute_lost', lost, '600'),
      reference('fee', transaction_id, '117'),
    ];
    const check = async (references: object[]) =>
      (await world.call('POST', '/v1/internal/ledger-check', 'payment-service', { references })).body.data.differences;
    expect(await check(booked)).toEqual([]);
    expect(await check([reference('dispute_won', lost, '600'), reference('fee', refund_id, '1')])).toEqual([
      { kind: 'dispute_won', id: lost, booked: null },
      { kind: 'fee', id: refund_id, booked: null },
    ]);
  });
});
