import { newId } from '@libs/persistence';
import { billingWorld, type BillingWorld } from '../testing/billing-world';
import { AuditApi } from './audit.api';
import { AuditRepository } from './persistence/audit.repository';

describe('the audit log', () => {
  let world: BillingWorld;
  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(() => world.close());

  it('finds a subject by its id alone, whatever its type, and by type and id', async () => {
    const [plan, coupon, other] = [newId(), newId(), newId()];
    await world.database.transaction(async () => {
      const audit = world.get(AuditApi);
      await audit.record({ action: 'plan.updated', subject: { type: 'plan', id: plan } });
      await audit.record({ action: 'coupon.updated', subject: { type: 'coupon', id: coupon } });
      await audit.record({ action: 'plan.updated', subject: { type: 'plan', id: other } });
      await audit.record({ action: 'tax_rate.updated', subject: { type: 'tax_rate', id: plan } });
    });
    const found = async (filter: object) =>
      (await world.get(AuditRepository).page(filter, 10)).map(({ action }) => action);
    expect(await found({ subjectId: plan })).toEqual(['tax_rate.updated', 'plan.updated']);
    expect(await found({ subjectId: plan, subjectType: 'plan' })).toEqual(['plan.updated']);
    expect(await found({ subjectId: coupon })).toEqual(['coupon.updated']);
    expect(await found({ subjectId: coupon, subjectType: 'plan' })).toEqual([]);
    expect(await found({ subjectId: newId() })).toEqual([]);
  });
});
