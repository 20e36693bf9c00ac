import { admin, card, Customer } from '../support/customer';
import type { Client } from '../support/client';
import { config, until } from '../support/running-system';

const ADVANCE_MS = 120_000;
const DISPUTED = '4000000000000259';
const NO_MONEY = '4000000000009995';
const DAY_MS = 86_400_000;

interface Mail {
  subject: string;
  text: string;
  attachments: { file_name: string }[];
}

describe('what customers are written to', () => {
  let staff: Client;

  beforeAll(async () => {
    staff = await admin();
  });

  const mailed = async (customer: Customer, words: string): Promise<Mail> => {
    let found: Mail | undefined;
    await until(`a mail says “${words}”`, async () => {
      const { data } = await staff.get(`/dev/mailbox/messages?limit=100&to=${encodeURIComponent(customer.email)}`);
      found = (data as Mail[]).find(({ subject }) => subject.includes(words));
      return found !== undefined;
    });
    return found as Mail;
  };
  const later = async (days: number) => {
    const { now } = (await staff.get('/v1/test-clock')).data;
    const to = new Date(Date.parse(now) + days * DAY_MS).toISOString();
    expect((await staff.post('/v1/test-clock/advance', { to })).status).toBe(200);
  };

  it('a first payment that fails, the receipt of the one that does not, a credit note, and the refund', async () => {
    const customer = await Customer.registers();
    const subscription = (await customer.subscribes()).data;
    const { amount, currency, invoice_id: invoiceId } = subscription;
    const asked = { subscription_id: subscription.id, amount, currency, ...card(NO_MONEY) };
    expect((await customer.api.post('/v1/payments/process', asked)).status).toBe(402);
    const failed = await mailed(customer, 'did not go through');
    expect(failed.text).toContain('your subscription has not begun yet');
    expect((await customer.pays(subscription.id)).status).toBe(200);
    const receipt = await mailed(customer, 'receipt for invoice');
    expect(receipt.text).toMatch(/We received 29\.99 USD on .+, paid with Visa •••• \d{4}\./);
    expect(receipt.text).toContain('nothing is left to pay');
    expect(receipt.attachments.map(({ file_name }) => file_name)).toEqual([expect.stringMatching(/^INV-.+\.pdf$/)]);

    const ask = { amount: 10, reason: 'The outage of 3 March', settlement: 'refund' };
    const note = (await staff.post(`/v1/invoices/${invoiceId}/credit-notes`, ask)).data;
    const credited = await mailed(customer, `credit note ${note.number}`);
    expect(credited.text).toContain('10.00 USD goes back the way it was paid');
    expect(credited.attachments.map(({ file_name }) => file_name)).toEqual([`${note.number}.pdf`]);
    expect((await mailed(customer, 'refund of 10.00 USD')).text).toContain('sent 10.00 USD');
  });

  it('staff are told when a payment is disputed', async () => {
    const customer = await Customer.registers();
    const subscription = (await customer.subscribes()).data;
    expect((await customer.pays(subscription.id, DISPUTED)).status).toBe(200);
    await until('staff have a mail of it', async () => {
      const { data } = await staff.get(
        `/dev/mailbox/messages?limit=100&to=${encodeURIComponent(config.mail.staff ?? '')}`,
      );
      const told = (data as Mail[]).find(({ subject }) => subject.includes(customer.email));
      if (told) expect(told.text).toContain('disputes the payment of 29.99 USD');
      return told !== undefined;
    });
  });

  it(
    'a trial that will end, and one that did; a cancellation, and the end',
    async () => {
      const [trying, leaving] = [await Customer.registers(), await Customer.registers()];
      expect((await trying.api.post('/v1/subscriptions/trial', { trial_plan_id: 1 })).status).toBe(201);
      const { data } = await leaving.subscribes();
      expect((await leaving.pays(data.id)).status).toBe(200);
      await leaving.becomes('active', data.id);
      expect((await leaving.api.delete(`/v1/subscriptions/${data.id}`)).status).toBe(200);
      await mailed(leaving, 'ends on');
      await later(28);
      const warned = await mailed(trying, 'your trial of Basic Trial ends on');
      expect(warned.text).toContain('To go on, please add a payment method before that day.');
      await later(10);
      await mailed(leaving, 'has ended');
      await mailed(trying, 'please add a payment method');
      expect((await mailed(trying, 'has ended')).text).toContain('there is nothing to pay');
    },
    ADVANCE_MS,
  );
});
