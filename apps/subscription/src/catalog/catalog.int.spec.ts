import { testDatabase, type TestDatabase } from '@libs/testing';
import { FakeClock } from '../../../../libs/calendar/src/testing';
import { AuditApi } from '../audit/audit.api';
import { AuditRepository } from '../audit/persistence/audit.repository';
import { APPEND_ONLY_TABLES, MIGRATIONS } from '../migrations';
import { CatalogApi } from './catalog.api';
import { PlanRepository } from './persistence/plan.repository';
import type { PlanDraft } from './plan-draft';
import type { PlanNews } from './plan-news';
import { PlanVersions } from './plan-versions';
import { CreatePlan } from './use-cases/create-plan';
import { ReadPlans } from './use-cases/read-plans';
import { ReviseTerms } from './use-cases/revise-terms';
import { UpdatePlan } from './use-cases/update-plan';

let made = 0;
const draft = (more: Partial<PlanDraft> = {}): PlanDraft => ({
  code: `plan_${++made}`,
  name: 'Pro',
  price: '29.99',
  currency: 'USD',
  cycleUnit: 'monthly',
  features: { api_calls: { limit: 1000 } },
  ...more,
});

const CALLS = {
  metric: 'api_calls',
  aggregation: 'sum',
  model: 'standard',
  included: 100_000,
  unit_amount: 0.001,
};
const TIERS = {
  model: 'volume',
  tiers: [
    { up_to: 10, unit_amount: '5' },
    { up_to: null, unit_amount: '4.5' },
  ],
};

describe('the catalog on PostgreSQL', () => {
  let test: TestDatabase;
  let catalog: CatalogApi;
  let create: CreatePlan;
  let update: UpdatePlan;
  let read: ReadPlans;
  let announced = 0;
  const listeners: (() => void)[] = [];

  beforeAll(async () => {
    test = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: APPEND_ONLY_TABLES });
    const { database } = test;
    const clock = new FakeClock('2026-01-10T09:00:00.000Z');
    const plans = new PlanRepository(database);
    const audit = new AuditApi(new AuditRepository(database));
    const announce = async () => {
      announced++;
      listeners.forEach((listener) => listener());
    };
    const news = { announce, onChange: (listener: () => void) => listeners.push(listener) } as unknown as PlanNews;
    create = new CreatePlan(database, plans, audit, news, clock);
    update = new UpdatePlan(database, plans, audit, news, new ReviseTerms(plans, [], clock));
    read = new ReadPlans(plans);
    catalog = new CatalogApi(plans, new PlanVersions(plans, news), create);
  });

  afterAll(async () => {
    await test.close();
  });

  it('keeps amounts and features as they were written', async () => {
    const features = {
      storage: { limit: '1.5 GB' },
      api_calls: { limit: null },
      calls: { limit: 5, overage: true },
      sso: true,
    };
    const plan = await create.run(draft({ prices: { EUR: '27.50', JPY: 4900, KWD: '9.125' }, features }));
    const stored = await catalog.planById(plan.id);
    expect(stored?.prices.map(String).sort()).toEqual(['27.50 EUR', '29.99 USD', '4900 JPY', '9.125 KWD']);
    expect(JSON.stringify(stored?.featuresWire)).toBe(JSON.stringify(features));
    expect(stored?.features).toEqual(plan.features);
    expect(catalog.view(plan, 'JPY')).toMatchObject({ price: 4900, currency: 'JPY', version: 1 });
    expect(catalog.view(plan, 'CHF')).toMatchObject({ price: 29.99, currency: 'USD' });
  });

  it('keeps charges as they were written, and prices with them', async () => {
    const charges = [CALLS, { metric: 'seats_used', aggregation: 'unique', property: 'user', ...TIERS }];
    const plan = await create.run(draft({ charges }));
    const stored = await catalog.version(plan.id, 1);
    expect(JSON.stringify(catalog.view(plan).charges)).toBe(JSON.stringify(charges));
    expect(JSON.stringify(stored?.chargesWire)).toBe(JSON.stringify(charges));
    expect(stored?.charges.map(({ metric, property }) => [metric, property])).toEqual([
      ['api_calls', null],
      ['seats_used', 'user'],
    ]);
    expect(String(stored?.charges[0]?.included)).toBe('100000');
  });

  it('makes a version of new terms, and leaves the old one to its subscribers', async () => {
    const { id } = await create.run(draft());
    expect((await update.run(id, { price: '39.99' })).version).toBe(2);
    expect((await update.run(id, { features: { api_calls: { limit: 2000 } } })).version).toBe(3);
    expect((await catalog.version(id, 1))?.prices.map(String)).toEqual(['29.99 USD']);
    expect((await catalog.version(id, 2))?.prices.map(String)).toEqual(['39.99 USD']);
    expect((await catalog.planById(id))?.featuresWire).toEqual({ api_calls: { limit: 2000 } });
    expect(await catalog.version(id, 4)).toBeUndefined();
  });

  it.each([
    ['price', { price: '1.00' }, 2],
    ['currency', { prices: { EUR: '1.00' } }, 2],
    ['cycle', { cycleUnit: 'yearly' as const }, 2],
    ['cycle count', { cycleCount: 3 }, 2],
    ['trial', { trialPeriodDays: 14 }, 2],
    ['seats', { isPerSeat: true }, 2],
    ['billing in arrears', { billIn: 'arrears' as const }, 2],
    ['features', { features: {} }, 2],
    ['charges', { charges: [CALLS] }, 2],
    ['the same charges', { charges: [] }, 1],
    ['name', { name: 'Pro Plus' }, 1],
    ['description', { description: 'More' }, 1],
    ['metadata', { metadata: { a: 'b' } }, 1],
    ['sale', { isActive: false }, 1],
    ['the same price', { price: 29.99 }, 1],
    ['the same features', { features: { api_calls: { limit: 1000 } } }, 1],
  ])('a change of %s leads to the version that follows', async (_, change, version) => {
    const { id } = await create.run(draft());
    expect((await update.run(id, change)).version).toBe(version);
    expect((await catalog.planById(id))?.version).toBe(version);
  });

  it('numbers versions without a gap when many change a plan at once', async () => {
    const { id } = await create.run(draft());
    await Promise.all(Array.from({ length: 20 }, (_, n) => update.run(id, { price: 50 + n })));
    const rows = await test.database.query<{ version: number }>(
      'SELECT version FROM plan_version WHERE plan_id = $1 ORDER BY version',
      [id],
    );
    expect(rows.map((row) => row.version)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    expect((await catalog.planById(id))?.version).toBe(21);
  });

  it('records and announces a change, and nothing when nothing changed', async () => {
    const { id } = await create.run(draft());
    const before = announced;
    await update.run(id, { name: 'Pro Plus' });
    await update.run(id, { name: 'Pro Plus' });
    expect(announced - before).toBe(1);
    const rows = await test.database.query<{ action: string; after: object }>(
      `SELECT action, after FROM audit_log WHERE subject_type = 'plan' AND subject_id = $1 ORDER BY id DESC`,
      [String(id)],
    );
    expect(rows.map((row) => row.action)).toEqual(['plan.updated', 'plan.created']);
    expect(rows[0]?.after).toEqual({ name: 'Pro Plus' });
  });

  it('shows a version kept in memory under its present name', async () => {
    const { id } = await create.run(draft());
    await catalog.version(id, 1);
    await update.run(id, { name: 'Renamed' });
    expect((await catalog.version(id, 1))?.name).toBe('Renamed');
  });

  it('sells only what is active and has a price in the currency', async () => {
    const plain = await create.run(draft());
    const european = await create.run(draft({ prices: { CHF: 31 } }));
    const retired = await create.run(draft({ prices: { CHF: 32 } }));
    await update.run(retired.id, { isActive: false });
    const inFrancs = await read.onSale('CHF', 100, 0);
    expect(inFrancs.map((plan) => plan.id)).toEqual([european.id]);
    const all = (await read.onSale(undefined, 100, 0)).map((plan) => plan.id);
    expect(all).toEqual(expect.arrayContaining([plain.id, european.id]));
    expect(all).not.toContain(retired.id);
    expect((await read.one(retired.code)).isActive).toBe(false);
  });

  it('takes one of two plans with one code', async () => {
    const asked = Array.from({ length: 10 }, () => create.run(draft({ code: 'only_one' })));
    const answers = await Promise.allSettled(asked);
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    await expect(create.run(draft({ code: 'only_one' }))).rejects.toMatchObject({ code: 'plan_code_taken' });
  });

  it('gives the next free id after a plan that brought its own', async () => {
    const named = await create.run(draft({ id: 500 }));
    const next = await create.run(draft());
    expect([named.id, next.id]).toEqual([500, 501]);
  });
});
