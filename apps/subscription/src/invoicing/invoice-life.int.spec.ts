import { InvariantBroken } from '@libs/errors';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { DueWorkApi } from '../due-work/due-work.api';
import { TAX_PROVIDER, type TaxProvider } from '../tax-rates/tax-provider';
import { InvoicingApi } from './invoicing.api';
import { StoreBills } from './use-cases/store-bills';

describe('the life of an invoice', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
    const rate = { country: 'AT', rate: 20, name: 'VAT', valid_from: '2026-01-01' };
    await world.call('POST', '/v1/tax-rates', STAFF, rate);
  });
  afterAll(() => world.close());
  afterEach(() => jest.restoreAllMocks());

  const bill = async (accountId: string, amount = 100) => {
    const body = { account_id: accountId, lines: [{ description: 'Setup', unit_amount: amount }] };
    return (await world.call('POST', '/v1/invoices', STAFF, body)).body.data;
  };
  const read = async (id: string) => (await world.call('GET', `/v1/invoices/${id}`, STAFF)).body.data;
  const provider = () => world.app.get<TaxProvider>(TAX_PROVIDER, { strict: false });
  const providerIsDown = () => jest.spyOn(provider(), 'treatments').mockRejectedValue(new Error('timeout'));
  const issueDelayed = () => {
    const dueWork = world.get(DueWorkApi);
    return world.get(InvoicingApi).issueDelayed(world.clock.now(), dueWork.park.bind(dueWork));
  };

  it('is issued in one go with all that waited, however many', async () => {
    const { id: accountId } = await world.account();
    const outage = providerIsDown();
    for (let made = 0; made < 101; made++) await bill(accountId);
    outage.mockRestore();
    world.clock.advance('PT5M');
    expect(await issueDelayed()).toBe(101);
  }, 30_000);

  it('waits as a draft while nobody can say its tax, and is issued when somebody can', async () => {
    const { id: accountId } = await world.account({ country: 'AT' });
    const outage = providerIsDown();
    const draft = await bill(accountId);
    expect(draft).toMatchObject({ status: 'draft', number: null, subtotal: 100, tax: 0 });
    world.clock.advance('PT4M59S');
    expect(await issueDelayed()).toBe(0);
    world.clock.advance('PT1S');
    expect(await issueDelayed()).toBe(0);
    outage.mockRestore();
    expect(await issueDelayed()).toBe(0);
    world.clock.advance('PT5M');
    expect(await Promise.all([issueDelayed(), issueDelayed()])).toEqual(expect.arrayContaining([0, 1]));
    const issued = await read(draft.id);
    expect(issued).toMatchObject({ status: 'open', tax: 20, total: 120, amount_due: 120 });
    expect(issued.number).toMatch(/^INV-2026-/);
    expect(issued.lines[0].id).toBe(draft.lines[0].id);
    const [asked] = await world.rows<{ amount: string }>(
      `SELECT envelope->'payload'->>'amount_minor' AS amount FROM outbox_message
       WHERE envelope->'payload'->>'invoice_id' = $1`,
      [draft.id],
    );
    expect(asked?.amount).toBe('12000');
  });

  it.each([
    ['a start', false],
    ['a change', true],
  ])('%s that waited for its taxes is in force once account credit pays for it whole', async (_, isChange) => {
    const { id: accountId } = await world.account({ country: 'AT' });
    const credit = () =>
      world.call('POST', '/v1/credits', STAFF, { account_id: accountId, amount: 500, reason: 'Welcome' });
    const plan = async (price: string) => world.plan({ price });
    const start = async () =>
      (await world.call('POST', '/v1/subscriptions', accountId, { plan_id: await plan('10.00') })).body.data;
    await credit();
    const before = isChange ? await start() : null;
    const outage = providerIsDown();
    const team = isChange ? await plan('20.00') : 0;
    const { id } = before ?? (await start());
    if (isChange) await world.call('PUT', `/v1/subscriptions/${id}`, accountId, { plan_id: team });
    const now = async () => (await world.call('GET', `/v1/subscriptions/${id}`, accountId)).body.data;
    expect(await now()).toMatchObject(isChange ? { pending_change: { plan_id: team } } : { status: 'pending' });
    outage.mockRestore();
    world.clock.advance('PT5M');
    expect(await issueDelayed()).toBe(1);
    expect(await now()).toMatchObject({ status: 'active', payment_required: false, pending_change: null });
    if (isChange) expect(await now()).toMatchObject({ plan_id: team });
  });

  it('is issued without tax after an hour, marked for review', async () => {
    const { id: accountId } = await world.account({ country: 'AT' });
    providerIsDown();
    const draft = await bill(accountId);
    for (let minutes = 5; minutes < 60; minutes += 5) {
      world.clock.advance('PT5M');
      expect(await issueDelayed()).toBe(0);
    }
    world.clock.advance('PT5M');
    expect(await issueDelayed()).toBe(1);
    expect(await read(draft.id)).toMatchObject({ status: 'open', tax: 0, total: 100 });
    const [row] = await world.rows(`SELECT needs_review FROM invoice WHERE id = $1`, [draft.id]);
    expect(row).toEqual({ needs_review: true });
    const listed = await world.call('GET', '/v1/invoices?needs_review=true', STAFF);
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([draft.id]);
  });

  it('one that cannot be issued is put aside with its account, and holds up no other', async () => {
    const { id: broken } = await world.account({ country: 'AT' });
    const { id: other } = await world.account({ country: 'AT' });
    const outage = providerIsDown();
    const [first, second] = [await bill(broken), await bill(other)];
    outage.mockRestore();
    world.clock.advance('PT5M');
    const failing = jest.spyOn(StoreBills.prototype, 'run').mockImplementationOnce(async () => {
      throw new InvariantBroken('it does not fit');
    });
    expect(await issueDelayed()).toBe(1);
    failing.mockRestore();
    const { data } = (await world.call('GET', '/v1/due-work/parked', STAFF)).body;
    expect(data).toMatchObject([{ account_id: broken, step: 'delayed_invoice', reason: 'it does not fit' }]);
    expect([(await read(first.id)).status, (await read(second.id)).status]).toEqual(['draft', 'open']);
    expect(await world.get(InvoicingApi).delayedDueAt()).toBeNull();
    await world.call('POST', `/v1/due-work/parked/${data[0].id}/retry`, STAFF);
    expect(await issueDelayed()).toBe(1);
  });

  it.each([
    `UPDATE invoice SET total_minor = 0`,
    `UPDATE invoice SET number = 'INV-2026-999999'`,
    `UPDATE invoice SET issued_at = now()`,
    `UPDATE invoice_line SET line_total_minor = 0`,
    `UPDATE invoice_line SET description = 'Nothing'`,
    `UPDATE credit_note SET total_minor = 1`,
    `DELETE FROM credit_note_line`,
    `UPDATE credit_movement SET amount_minor = 1`,
    `UPDATE credit_note_refund SET paid_minor = 1`,
    `DELETE FROM payment_result`,
    `UPDATE payment_event SET outcome = 'won'`,
    `DELETE FROM usage_event`,
    `UPDATE usage_event SET quantity = 0`,
  ])('refuses the service: %s', async (statement) => {
    await expect(world.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('may be given up, and still be credited', async () => {
    const { id: accountId } = await world.account();
    const { id } = await bill(accountId);
    const written = await world.call('POST', `/v1/invoices/${id}/mark-uncollectible`, STAFF);
    expect(written.body.data).toMatchObject({ status: 'uncollectible', amount_due: 100 });
    const note = await world.call('POST', `/v1/invoices/${id}/credit-notes`, STAFF, {
      amount: 100,
      reason: 'Bankrupt',
    });
    expect(note.body.data).toMatchObject({ lowers_due: 100, credited: 0 });
    expect(await read(id)).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0 });
  });

  it('bills the same thing once, and again only after it was voided', async () => {
    const account = await world.account();
    const planId = await world.plan();
    const { id, invoice_id: first } = (await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId }))
      .body.data;
    const again = async () => {
      const [row] = await world.rows<{ key: string }>(`SELECT bill_key AS key FROM invoice WHERE id = $1`, [first]);
      const record = await world.get(InvoicingApi).byId(first);
      const bill = {
        account,
        userId: 7,
        lines: record?.invoice.lines ?? [],
        key: row?.key ?? '',
        cause: 'initial' as const,
      };
      const period = record?.invoice.period;
      if (!period) throw new Error(`subscription ${id} has no bill`);
      return world.get(InvoicingApi).issueMany([{ ...bill, period }], world.clock.now());
    };
    expect(await again()).toEqual([]);
    await world.call('POST', `/v1/invoices/${first}/void`, STAFF, { reason: 'Wrong' });
    expect(await again()).toHaveLength(1);
    expect(await again()).toEqual([]);
  });
});
