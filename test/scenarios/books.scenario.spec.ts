import type { Client } from '../support/client';
import { admin, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { until } from '../support/running-system';

/** Disputed by its holder as soon as it was charged. */
const DISPUTED = '4000000000000259';

describe('the books on both sides', () => {
  let staff: Client;
  beforeAll(async () => {
    staff = await admin();
  });

  async function paid(number?: string) {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    const { id, invoice_id: invoiceId } = data as { id: string; invoice_id: string };
    const payment = (await customer.pays(id, number)).data;
    await customer.becomes('active', id);
    return { customer, invoiceId, paymentId: payment.transaction_id as string };
  }

  const booked = async (invoiceId: string, kind: string) => {
    const { data } = await staff.get(`/v1/ledger/entries?invoice_id=${invoiceId}`);
    return (data as { kind: string; postings: { ledger_account: string; amount: number }[] }[]).find(
      (entry) => entry.kind === kind,
    );
  };

  it('a credit note sends money back through the gateway, and both sides say so', async () => {
    const { invoiceId, paymentId } = await paid();
    const asked = { amount: 10, reason: 'Outage', settlement: 'refund' };
    const note = (await staff.post(`/v1/invoices/${invoiceId}/credit-notes`, asked)).data;
    expect(note).toMatchObject({ refunded: 10, credited: 0, refund_failed: 0 });
    await until(
      'the note was refunded',
      async () => {
        const [first] = (await staff.get(`/v1/invoices/${invoiceId}/credit-notes`)).data;
        return first.refund_status === 'success' && first.refund_paid === 10;
      },
      30_000,
    );
    expect((await staff.get(`/v1/invoices/${invoiceId}`)).data).toMatchObject({ status: 'paid', amount_refunded: 10 });
    expect((await staff.get(`/v1/payments/${paymentId}`)).data).toMatchObject({ status: 'partially_refunded' });
    const movements = await gateway.movementsOf({ payment_id: paymentId });
    expect(movements.filter(({ kind }) => kind === 'refund').map(({ amount }) => amount)).toEqual([1000]);
    const entry = await booked(invoiceId, 'refund_paid');
    expect(entry?.postings).toMatchObject([
      { ledger_account: 'refunds', amount: 10 },
      { ledger_account: 'cash_at_gateway', amount: -10 },
    ]);
  }, 60_000);

  it('what is asked back beyond what is left of the payment becomes account credit', async () => {
    const { customer, invoiceId, paymentId } = await paid();
    expect((await staff.post(`/v1/payments/${paymentId}/refund`, { amount: 25, reason: 'Goodwill' })).status).toBe(202);
    const asked = { amount: 29.99, reason: 'All of it', settlement: 'refund' };
    await staff.post(`/v1/invoices/${invoiceId}/credit-notes`, asked);
    const note = await until(
      'all of the note is settled',
      async () => {
        const [first] = (await staff.get(`/v1/invoices/${invoiceId}/credit-notes`)).data;
        return first.refund_status === 'pending' ? undefined : first;
      },
      30_000,
    );
    expect(note.refund_paid + note.refund_failed + note.credited).toBeCloseTo(29.99, 2);
    expect(note.refund_paid).toBeCloseTo(4.99, 2);
    const { data } = await staff.get(`/v1/accounts/${customer.accountId}`);
    expect(data.balance).toBeCloseTo(25, 2);
  }, 60_000);

  it('a dispute is booked and holds dunning up', async () => {
    const { customer, invoiceId } = await paid(DISPUTED);
    await until('the dispute is booked', async () => booked(invoiceId, 'dispute_opened'), 30_000);
    expect((await staff.get(`/v1/accounts/${customer.accountId}`)).data.dispute_hold).toBe(true);
  }, 60_000);

  it('the trial balance agrees, also as CSV', async () => {
    const { data } = await staff.get('/v1/ledger/trial-balance');
    expect(data.length).toBeGreaterThan(0);
    for (const { balanced, debit, credit } of data) expect([balanced, debit]).toEqual([true, credit]);
    const compared = (await staff.get('/v1/ledger/check')).data as { agrees: boolean }[];
    expect(compared.filter(({ agrees }) => !agrees)).toEqual([]);
    const file = await staff.get('/v1/ledger/trial-balance?format=csv&currency=USD');
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.text.split('\r\n')[0]).toBe('currency,ledger_account,debit,credit,balance');
    const entries = await staff.get('/v1/ledger/entries?format=csv');
    expect(entries.text.split('\r\n').length).toBeGreaterThan(10);
  });
});
