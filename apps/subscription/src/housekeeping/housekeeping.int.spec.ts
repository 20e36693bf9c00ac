import { billingWorld, type BillingWorld } from '../testing/billing-world';
import { HousekeepingApi } from './housekeeping.api';

describe('old rows', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(() => world.close());

  it('go when their time is over, in any number, and no earlier', async () => {
    await world.rows(`
      INSERT INTO idempotency_key (caller, key, fingerprint, created_at)
      SELECT 'user:1', n::text, '', clock_timestamp() - CASE WHEN n = 1 THEN interval '23 hours' ELSE interval '25 hours' END
      FROM generate_series(1, 2500) AS n`);
    await world.rows(`
      INSERT INTO consumed_message (consumer, message_id, consumed_at)
      SELECT 'test', n::text, clock_timestamp() - n * interval '1 day' FROM generate_series(29, 40) AS n`);
    await world.get(HousekeepingApi).forgetOldRows();
    expect(await world.rows(`SELECT key FROM idempotency_key`)).toEqual([{ key: '1' }]);
    expect(await world.rows(`SELECT message_id FROM consumed_message`)).toEqual([{ message_id: '29' }]);
  });
});
