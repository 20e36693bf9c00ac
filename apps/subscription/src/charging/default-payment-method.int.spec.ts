import { newId } from '@libs/persistence';
import { STAFF, type BillingWorld } from '../testing/billing-world';
import { ChargingProbe, METHOD } from './testing/charging-probe';

describe('the default payment method', () => {
  let probe: ChargingProbe;
  let world: BillingWorld;

  beforeAll(async () => {
    probe = await ChargingProbe.start();
    ({ world } = probe);
  });
  afterAll(() => probe.close());

  const methodOf = (accountId: string) =>
    world.call('GET', `/v1/accounts/${accountId}`, STAFF).then(({ body }) => body.data.default_payment_method);

  it('is the one of the latest version, however news come', async () => {
    const account = await probe.payer(null);
    await probe.tellMethod(account, METHOD, 2);
    await probe.tellMethod(account, null, 1);
    await probe.tellMethod(account, '0197c1d2-6f00-7000-8000-00000000cccc', 2);
    expect(await methodOf(account)).toBe(METHOD);
    await probe.tellMethod(account, null, 3);
    expect(await methodOf(account)).toBeNull();
  });

  it('leaves one audit row for each change', async () => {
    const account = await probe.payer(null);
    for (const version of [1, 1, 2]) await probe.tellMethod(account, METHOD, version);
    const rows = await world.rows<{ after: object }>(
      `SELECT after FROM audit_log WHERE account_id = $1 AND action = 'account.updated'`,
      [account],
    );
    expect(rows).toEqual([{ after: { defaultPaymentMethod: METHOD } }]);
  });

  it('of an account that is gone, or unknown, changes nothing', async () => {
    await expect(probe.tellMethod(newId(), METHOD)).resolves.toBeUndefined();
    const account = await probe.payer(null);
    await world.app.inject({
      method: 'DELETE',
      url: `/v1/accounts/${account}`,
      headers: { 'x-test-account': STAFF },
    });
    await expect(probe.tellMethod(account, METHOD)).resolves.toBeUndefined();
  });

  it('does not charge a pending subscription by itself', async () => {
    const account = await probe.payer(null);
    const { body } = await probe.subscribe(account);
    await probe.tellMethod(account, METHOD);
    const messages = await world.rows<{ charge: unknown }>(
      `SELECT envelope->'payload'->'charge' AS charge FROM outbox_message WHERE envelope->'payload'->>'invoice_id' = $1`,
      [body.data.invoice_id],
    );
    expect(messages).toEqual([{ charge: null }]);
  });
});
