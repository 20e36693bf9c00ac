import { admin, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { until } from '../support/running-system';
import type { Answer, Client } from '../support/client';

interface Finding {
  kind: string;
  subject: string;
  reference: string;
  payment_id: string | null;
  repaired: boolean;
}

async function paidCustomer() {
  const customer = await Customer.registers();
  const { data: subscription } = await customer.subscribes();
  const { data } = await customer.pays(subscription.id);
  await customer.becomes('active', subscription.id);
  return { customer, paymentId: data.transaction_id as string, reference: data.gateway_reference as string };
}

jest.setTimeout(60_000);

describe('reconciliation', () => {
  let staff: Client;
  beforeAll(async () => {
    staff = await admin();
  });

  /** The hourly run may be under way: then one waits for it. */
  const reconcile = () =>
    until('a run is made', async () => {
      const answer: Answer = await staff.post('/v1/reconciliation/runs', {});
      expect([201, 409]).toContain(answer.status);
      return answer.status === 201 ? answer.data : undefined;
    });
  const findingsOn = async (key: string): Promise<Finding[]> => {
    const { findings } = (await reconcile()) as { findings: Finding[] };
    return findings.filter(({ reference, payment_id }) => reference === key || payment_id === key);
  };

  it('finds nothing to say of a payment that all agree upon', async () => {
    const { paymentId } = await paidCustomer();
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('names a charge that somebody made beside us', async () => {
    const stranger = await gateway.byHand('payment_intents', {
      amount: '4200',
      currency: 'usd',
      confirm: 'true',
      payment_method: 'pm_card_visa',
    });
    expect(await findingsOn(stranger.id)).toMatchObject([{ kind: 'missing_here', subject: 'charge', repaired: false }]);
  });

  it('leaves nothing to say of a refund that somebody made at the gateway itself', async () => {
    const { paymentId, reference } = await paidCustomer();
    const refund = await gateway.byHand('refunds', { payment_intent: reference, amount: '1000' });
    // Its event may be faster than the run; whoever is, writes it down.
    for (const finding of await findingsOn(refund.id)) {
      expect(finding).toMatchObject({ kind: 'missing_here', subject: 'refund', repaired: true });
    }
    expect(await findingsOn(refund.id)).toEqual([]);
    const { refunds } = (await staff.get(`/v1/payments/${paymentId}`)).data;
    expect(refunds).toMatchObject([{ status: 'success', amount: 10, made_by: 'gateway' }]);
  });

  it('is kept: runs are listed and read again, by staff only', async () => {
    const run = await reconcile();
    expect(run).toMatchObject({ status: 'finished', note: null, ledger_checked: true });
    const { data: listed } = await staff.get('/v1/reconciliation/runs?limit=1');
    expect(listed).toHaveLength(1);
    expect((await staff.get(`/v1/reconciliation/runs/${run.id}`)).data).toEqual(run);
    const customer = await Customer.registers();
    expect((await customer.api.get('/v1/reconciliation/runs')).code).toBe('forbidden');
    expect((await customer.api.post('/v1/reconciliation/runs')).code).toBe('forbidden');
  });
});
