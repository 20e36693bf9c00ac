import { Client } from '../support/client';
import { admin as staff, card, Customer } from '../support/customer';
import { until } from '../support/running-system';

/** Austria at 20 %, whatever earlier runs have left behind. */
async function austrian(admin: Client): Promise<Customer> {
  const rate = { country: 'AT', rate: 20, name: 'VAT', valid_from: '2020-01-01T00:00:00Z' };
  expect([201, 409]).toContain((await admin.post('/v1/tax-rates', rate)).status);
  const customer = await Customer.registers();
  expect((await customer.api.patch('/v1/accounts/me', { country: 'AT' })).status).toBe(200);
  return customer;
}

describe('an invoice', () => {
  it('takes the coupon off, adds the tax, is paid from credit first, and comes as a PDF by mail', async () => {
    const admin = await staff();
    const customer = await austrian(admin);
    const code = `TENTH-${Date.now()}`;
    await admin.post('/v1/coupons', { code, percent_off: 10, duration: 'once' });
    await admin.post('/v1/credits', { account_id: customer.accountId, amount: 5, reason: 'Welcome' });

    const { data } = await customer.api.post('/v1/subscriptions/', { plan_id: 2, coupon_code: code });
    const path = `/v1/invoices/${data.invoice_id}`;
    const invoice = (await customer.api.get(path)).data;
    expect(invoice).toMatchObject({ subtotal: 29.99, discount: 3, tax: 5.4, total: 32.39, credit_applied: 5 });
    expect(invoice).toMatchObject({ amount_due: 27.39, status: 'open' });
    expect(invoice.tax_breakdown).toEqual([{ jurisdiction: 'AT', rate: 20, taxable: 26.99, amount: 5.4 }]);

    expect((await customer.pays(data.id, '4242424242424242', { amount: 27.39 })).status).toBe(200);
    await customer.becomes('active', data.id);
    expect((await customer.api.get(path)).data).toMatchObject({ status: 'paid', amount_paid: 27.39, amount_due: 0 });

    const pdf = await customer.api.get(`${path}/pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const mail = await until(
      'the mail with the invoice',
      async () => {
        const mails = await new Client().get(`/dev/mailbox/messages?to=${encodeURIComponent(customer.email)}`);
        return mails.data.find(({ subject }: { subject: string }) => subject.includes(invoice.number));
      },
      15_000,
    );
    expect(mail.attachments).toMatchObject([{ file_name: `${invoice.number}.pdf`, content_type: 'application/pdf' }]);
  }, 60_000);

  it('over one-off lines is paid by card, and a credit note on it becomes account credit', async () => {
    const admin = await staff();
    const customer = await austrian(admin);
    const lines = [{ description: 'Setup', quantity: 2, unit_amount: 50 }];
    const made = await admin.post('/v1/invoices', { account_id: customer.accountId, lines });
    expect(made.data).toMatchObject({ subscription_id: null, subtotal: 100, tax: 20, total: 120 });
    const path = `/v1/invoices/${made.data.id}`;
    const body = { invoice_id: made.data.id, amount: 120, currency: 'USD', ...card('4242424242424242') };
    expect((await customer.api.post('/v1/payments/process', body)).status).toBe(200);
    await until('the invoice is paid', async () => (await customer.api.get(path)).data.status === 'paid', 10_000);

    const note = { reason: 'Half of it was not needed', lines: [{ line_id: made.data.lines[0].id, amount: 50 }] };
    expect((await customer.api.post(`${path}/credit-notes`, note)).status).toBe(403);
    expect((await admin.post(`${path}/credit-notes`, note)).data).toMatchObject({ amount: 60, tax: 10, credited: 60 });
    expect((await customer.api.get('/v1/accounts/me/credits')).data).toMatchObject({ balance: 60 });
    expect((await admin.post(`${path}/void`, { reason: 'Too late' })).code).toBe('invoice_not_open');
    const balances = (await admin.get('/v1/ledger/accounts')).data as { currency: string; balance: number }[];
    const dollars = balances
      .filter(({ currency }) => currency === 'USD')
      .map(({ balance }) => Math.round(balance * 100));
    expect(dollars.reduce((sum, cents) => sum + cents, 0)).toBe(0);
  }, 60_000);
});
