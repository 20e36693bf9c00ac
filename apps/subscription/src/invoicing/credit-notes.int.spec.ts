import type { FakeClock } from '../../../../libs/calendar/src/testing';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { CreditInvoice } from './use-cases/credit-invoice';

const PARALLEL = 50;

describe('credit notes', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld('2026-12-31T23:00:00Z');
  });
  afterAll(() => world.close());

  const billed = async (amount = 10) => {
    const { id } = await world.account();
    const lines = [{ description: 'Set-up', unit_amount: amount }];
    return (await world.call('POST', '/v1/invoices', STAFF, { account_id: id, lines })).body.data;
  };
  const credited = async (invoiceId: string, amount = 1) =>
    (await world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, { amount, reason: 'goodwill' })).body;

  it('have numbers without a gap under 50 at once, of which every fifth fails after its number was taken', async () => {
    const invoices = [];
    for (let index = 0; index < PARALLEL; index++) invoices.push(await billed());
    const credit = world.get(CreditInvoice);
    const outcomes = await Promise.allSettled(
      invoices.map(({ id }, index) =>
        world.database.transaction(async () => {
          await credit.run(id, { amount: 1, reason: 'goodwill' });
          if (index % 5 === 0) throw new Error('the power fails');
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(PARALLEL / 5);
    const numbers = await world.rows<{ number: string }>(`SELECT number FROM credit_note ORDER BY number`);
    expect(numbers.map(({ number }) => number)).toEqual(
      Array.from({ length: (PARALLEL * 4) / 5 }, (_, index) => `CN-2026-${String(index + 1).padStart(6, '0')}`),
    );
  });

  it('are numbered anew with the year, and never again', async () => {
    (world.clock as FakeClock).moveTo('2027-01-01T00:00:00Z');
    const { id, number } = await billed();
    expect((await credited(id)).data).toMatchObject({ number: 'CN-2027-000001', invoice_number: number, amount: 1 });
    await expect(world.rows(`UPDATE credit_note SET number = 'CN-2027-999999'`)).rejects.toThrow('permission denied');
  });

  it('are listed by themselves and by invoice, for their account and for staff', async () => {
    const invoice = await billed();
    const first = (await credited(invoice.id)).data;
    const second = (await credited(invoice.id, 2)).data;
    const stranger = await world.account();
    const read = (path: string, by: string) => world.call('GET', `/v1/${path}`, by);
    const own = await read('credit-notes?limit=1', invoice.account_id);
    expect(own.body).toMatchObject({ data: [second], pagination: { has_more: true } });
    const next = await read(`credit-notes?cursor=${own.body.pagination.next_cursor}`, invoice.account_id);
    expect(next.body).toMatchObject({ data: [first], pagination: { has_more: false, next_cursor: null } });
    expect((await read(`invoices/${invoice.id}/credit-notes`, STAFF)).body.data).toEqual([first, second]);
    expect((await read(`credit-notes?invoice_id=${invoice.id}&to=2027-01-01T00:00:00Z`, STAFF)).body.data).toEqual([]);
    expect((await read(`credit-notes/${first.id}`, invoice.account_id)).body.data).toEqual(first);
    expect(first.lines).toEqual([{ line_id: invoice.lines[0].id, amount: 1, tax: 0 }]);
    expect((await read('credit-notes', stranger.id)).body.data).toEqual([]);
    for (const path of [
      `credit-notes/${first.id}`,
      `credit-notes/${first.id}/pdf`,
      `invoices/${invoice.id}/credit-notes`,
    ]) {
      expect((await read(path, stranger.id)).status).toBe(404);
    }
  });
});
