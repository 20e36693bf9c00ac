import type { NewAccount } from '../accounts/accounts.api';
import { AccountRepository } from '../accounts/persistence/account.repository';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

const PARALLEL = 50;
type Sums = Record<string, unknown>;

describe('what an invoice comes to', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
    const rates = [
      { country: 'AT', rate: 20, name: 'VAT' },
      { country: 'GB', rate: '20', name: 'VAT', inclusive: true },
      { country: 'FR', rate: 20, name: 'TVA' },
      { country: 'CA', rate: 5, name: 'GST' },
      { country: 'CA', region: 'QC', rate: '9.975', name: 'QST' },
    ];
    for (const rate of rates) {
      const answer = await world.call('POST', '/v1/tax-rates', STAFF, { ...rate, valid_from: '2026-01-01' });
      expect(answer.status).toBe(201);
    }
  });
  afterAll(() => world.close());

  const bill = async (accountId: string, amount: number | string = 29.99): Promise<Sums & { id: string }> => {
    const body = { account_id: accountId, lines: [{ description: 'Pro', unit_amount: amount }] };
    return (await world.call('POST', '/v1/invoices', STAFF, body)).body.data;
  };
  const credit = (accountId: string, amount: number) =>
    world.call('POST', '/v1/credits', STAFF, { account_id: accountId, amount, reason: 'Sorry' });
  const balanceOf = async (accountId: string) =>
    (await world.call('GET', '/v1/accounts/me/credits', accountId)).body.data.balance;

  it.each<[string, Partial<NewAccount>, Sums]>([
    ['without a country: none', {}, { subtotal: 29.99, tax: 0, total: 29.99, tax_breakdown: [] }],
    ['exclusive 20 %: 6.00 on top', { country: 'AT' }, { subtotal: 29.99, tax: 6, total: 35.99, amount_due: 35.99 }],
    ['inclusive 20 %: 5.00 of it', { country: 'GB' }, { subtotal: 29.99, tax: 5, total: 29.99, amount_due: 29.99 }],
    ['exempt: none', { country: 'AT', taxExempt: true }, { tax: 0, total: 29.99 }],
    ['two rates: 1.50 and 2.99', { country: 'CA', region: 'QC' }, { tax: 4.49, total: 34.48 }],
    ['a number that was not checked is no number', { country: 'FR', vatId: 'FR12345678901' }, { tax: 6, total: 35.99 }],
  ])('tax %s', async (_, facts, sums) => {
    const account = await world.account(facts);
    expect(await bill(account.id)).toMatchObject(sums);
  });

  it('charges in reverse to another EU country with a valid VAT number', async () => {
    const account = await world.account({ country: 'FR', vatId: 'FR12345678901' });
    await world.get(AccountRepository).save({ ...account, vatIdStatus: 'valid' });
    expect(await bill(account.id)).toMatchObject({
      tax: 0,
      total: 29.99,
      notes: ['Reverse charge'],
      tax_breakdown: [{ jurisdiction: 'FR', rate: 0, taxable: 29.99, amount: 0 }],
    });
  });

  it('uses account credit, the oldest first, and is paid at once when it covers all', async () => {
    const { id } = await world.account({ country: 'AT' });
    await credit(id, 5);
    await credit(id, 40);
    expect(await bill(id)).toMatchObject({ total: 35.99, credit_applied: 35.99, amount_due: 0, status: 'paid' });
    expect(await balanceOf(id)).toBe(9.01);
    const { movements } = (await world.call('GET', `/v1/accounts/${id}/credits`, STAFF)).body.data;
    expect(movements.map(({ amount }: { amount: number }) => amount)).toEqual([-30.99, -5, 40, 5]);
    expect(await bill(id)).toMatchObject({ total: 35.99, credit_applied: 9.01, amount_due: 26.98, status: 'open' });
  });

  it('carries less than the gateway takes to the next invoice', async () => {
    const { id } = await world.account();
    expect(await bill(id, 0.3)).toMatchObject({ status: 'paid', total: 0.3, credit_applied: 0.3, amount_due: 0 });
    expect(await balanceOf(id)).toBe(-0.3);
    expect(await bill(id, 10)).toMatchObject({ total: 10, credit_applied: -0.3, amount_due: 10.3, status: 'open' });
    expect(await balanceOf(id)).toBe(0);
  });

  it('carries what a credit note leaves and no card can pay', async () => {
    const { id } = await world.account({ country: 'AT' });
    const { id: invoiceId } = await bill(id);
    const note = { amount: 35.9, reason: 'Outage' };
    expect((await world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, note)).status).toBe(201);
    const lowered = (await world.call('GET', `/v1/invoices/${invoiceId}`, id)).body.data;
    expect(lowered).toMatchObject({ status: 'paid', total: 35.99, credit_applied: 0.09, amount_due: 0 });
    expect(await balanceOf(id)).toBe(-0.09);
    expect(await bill(id)).toMatchObject({ total: 35.99, credit_applied: -0.09, amount_due: 36.08 });
  });

  it('takes a coupon off before tax, for its cycles only', async () => {
    const coupon = { code: 'TENTH', percent_off: 10, duration: 'once', max_redemptions: 1 };
    expect((await world.call('POST', '/v1/coupons', STAFF, coupon)).body.data).toMatchObject({ percent_off: 10 });
    const sameCode = await world.call('POST', '/v1/coupons', STAFF, { ...coupon, code: 'Tenth' });
    expect(sameCode.body.details.code).toBe('coupon_code_taken');
    const forNothing = await world.call('POST', '/v1/coupons', STAFF, {
      ...coupon,
      code: 'NONE',
      plan_ids: [2_147_483_647],
    });
    expect(forNothing.body.details).toMatchObject({ code: 'validation_failed', fields: [{ field: 'plan_ids' }] });
    const planId = await world.plan();
    const [first, second] = [await world.account({ country: 'AT' }), await world.account()];
    const start = (id: string) =>
      world.call('POST', '/v1/subscriptions', id, { plan_id: planId, coupon_code: 'tenth' });
    const { invoice_id: invoiceId } = (await start(first.id)).body.data;
    const invoice = (await world.call('GET', `/v1/invoices/${invoiceId}`, first.id)).body.data;
    expect(invoice).toMatchObject({ subtotal: 29.99, discount: 3, tax: 5.4, total: 32.39 });
    expect(invoice.lines[1]).toMatchObject({ kind: 'discount', description: 'Coupon TENTH', amount: -3 });
    expect(await start(second.id)).toMatchObject({ status: 409, body: { details: { code: 'coupon_used_up' } } });
  });

  it('gives a coupon back whose subscription never began', async () => {
    await world.call('POST', '/v1/coupons', STAFF, {
      code: 'ONE',
      percent_off: 10,
      duration: 'once',
      max_redemptions: 1,
    });
    const planId = await world.plan();
    const [first, second] = [await world.account(), await world.account()];
    const start = async (id: string) => {
      const { body } = await world.call('POST', '/v1/subscriptions', id, { plan_id: planId, coupon_code: 'ONE' });
      return body.details?.code ?? body.data;
    };
    await start(first.id);
    // Replaced by the same again, the discount counts; then canceled, another may have it.
    const again = await start(first.id);
    expect(again).toMatchObject({ status: 'pending', amount: 26.99 });
    expect(await start(second.id)).toBe('coupon_used_up');
    await world.call('DELETE', `/v1/subscriptions/${again.id}`, first.id);
    await credit(second.id, 100);
    const paid = await start(second.id);
    expect(paid.status).toBe('active');
    await world.call('DELETE', `/v1/subscriptions/${paid.id}?at=now`, second.id);
    expect(await start(first.id)).toBe('coupon_used_up');
  });

  it('gives credit back when it is voided, and frees what it billed', async () => {
    const { id } = await world.account();
    await credit(id, 5);
    const invoice = await bill(id);
    expect(await balanceOf(id)).toBe(0);
    const voided = await world.call('POST', `/v1/invoices/${invoice.id}/void`, STAFF, { reason: 'Wrong company' });
    expect(voided.body.data).toMatchObject({ status: 'void', amount_due: 0 });
    expect(await balanceOf(id)).toBe(5);
    expect(await world.call('POST', `/v1/invoices/${invoice.id}/void`, STAFF, { reason: 'Twice' })).toMatchObject({
      status: 409,
      body: { details: { code: 'invoice_not_open' } },
    });
  });

  it('is never credited beyond what is left, under 50 credit notes at once', async () => {
    const { id } = await world.account({ country: 'AT' });
    const invoice = await bill(id, 100);
    const note = () =>
      world.call('POST', `/v1/invoices/${invoice.id}/credit-notes`, STAFF, { amount: 7, reason: 'Outage' });
    const answers = await Promise.all(Array.from({ length: PARALLEL }, note));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(17);
    expect(answers.find(({ status }) => status !== 201)?.body.details.code).toBe('credit_exceeds_invoice');
    expect((await world.call('GET', `/v1/invoices/${invoice.id}`, id)).body.data).toMatchObject({
      status: 'open',
      total: 120,
      amount_due: 1,
    });
    const notes = (await world.call('GET', `/v1/invoices/${invoice.id}/credit-notes`, id)).body.data;
    expect(notes).toHaveLength(17);
    expect(notes[0]).toMatchObject({ amount: 7, tax: 1.17, lowers_due: 7, credited: 0 });
  });

  it('becomes account credit when it was paid, tax included', async () => {
    const { id } = await world.account({ country: 'AT' });
    await credit(id, 120);
    const invoice = await bill(id, 100);
    expect(invoice).toMatchObject({ status: 'paid' });
    const [line] = invoice.lines as { id: string }[];
    const body = { reason: 'Half was broken', lines: [{ line_id: line?.id, amount: 50 }] };
    const note = await world.call('POST', `/v1/invoices/${invoice.id}/credit-notes`, STAFF, body);
    expect(note.body.data).toMatchObject({ amount: 60, tax: 10, credited: 60, lowers_due: 0 });
    expect(await balanceOf(id)).toBe(60);
  });

  it.each<[string, object, number, string]>([
    [
      'both',
      { amount: 1, lines: [{ line_id: '0197c1d2-6f00-7000-8000-000000000000', amount: 1 }] },
      400,
      'amount_or_lines_required',
    ],
    ['neither', {}, 400, 'amount_or_lines_required'],
    ['nothing', { amount: 0 }, 400, 'validation_failed'],
    [
      'a strange line',
      { lines: [{ line_id: '0197c1d2-6f00-7000-8000-000000000000', amount: 1 }] },
      400,
      'invalid_credit_note_line',
    ],
    ['a fraction of a cent', { amount: '0.001' }, 400, 'validation_failed'],
  ])('refuses a credit note over %s', async (_, body, status, code) => {
    const { id } = await world.account();
    const answer = await world.call('POST', `/v1/invoices/${(await bill(id)).id}/credit-notes`, STAFF, {
      ...body,
      reason: 'x',
    });
    expect([answer.status, answer.body.details.code]).toEqual([status, code]);
  });

  describe('a line of staff', () => {
    const billed = async (line: object) => {
      const { id } = await world.account();
      const lines = [{ description: 'Setup', ...line }];
      return (await world.call('POST', '/v1/invoices', STAFF, { account_id: id, lines })).body;
    };

    it.each([
      [{ amount: 100 }, { quantity: 1, unit_amount: 100, amount: 100 }],
      [
        { unit_amount: '33.333', quantity: 3 },
        { quantity: 3, unit_amount: 33.333, amount: 100 },
      ],
    ])('%j', async (line, shown) => expect((await billed(line)).data.lines[0]).toMatchObject(shown));

    it.each([
      ['without a price', {}],
      ['with two prices', { amount: 100, unit_amount: 100 }],
      ['of which the amount is said to be one of several', { amount: 100, quantity: 2 }],
      ['of a fraction of a cent', { amount: '0.001' }],
      ['beyond all amounts', { quantity: '999999999999999', unit_amount: '999999999999999' }],
    ])('%s is refused', async (_, line) => expect((await billed(line)).details.code).toBe('validation_failed'));
  });

  it('is told beforehand, as it will be', async () => {
    const { id } = await world.account({ country: 'AT' });
    const preview = () => world.call('POST', '/v1/invoices/preview', id, {});
    expect((await preview()).body.details.code).toBe('nothing_to_bill');
    await world.call('POST', '/v1/subscriptions/trial', id, { trial_plan_id: await world.plan() });
    const { body, status } = await preview();
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      subtotal: 29.99,
      tax: 6,
      total: 35.99,
      number: null,
      period_start: '2026-03-12T09:00:00Z',
    });
    expect((await world.call('GET', '/v1/invoices', id)).body.data).toEqual([]);
    const other = await world.account();
    expect((await world.call('POST', '/v1/invoices/preview', other.id, { account_id: id })).status).toBe(404);
  });

  it('leaves the book balanced, and receivables equal to what is due', async () => {
    const [books] = await world.rows<{ off: string; receivables: string }>(
      `SELECT coalesce(sum(amount_minor), 0) AS off,
              coalesce(sum(amount_minor) FILTER (WHERE ledger_account = 'receivables'), 0) AS receivables FROM ledger_posting`,
    );
    const [due] = await world.rows<{ due: string; credit: string }>(
      `SELECT (SELECT sum(amount_due_minor) FROM invoice) AS due, (SELECT sum(amount_minor) FROM credit_movement) AS credit`,
    );
    expect([books?.off, books?.receivables]).toEqual(['0', due?.due]);
    const [held] = await world.rows<{ held: string }>(
      `SELECT -sum(amount_minor) AS held FROM ledger_posting WHERE ledger_account = 'customer_credit'`,
    );
    expect(held?.held).toBe(due?.credit);
  });
});
