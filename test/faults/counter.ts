import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PLANS, type JourneyWorld } from './journey';
import type { CustomerRecord } from './witness';

const LANES = 2;
const PAUSE_MS = 15;
/** What one period of the plan costs, as credit. */
const CREDIT = 29.99;

/**
 * One customer who does nothing but use, many times a second, so that whenever something dies an acknowledged write is
 * a few milliseconds old. Staff paid with credit, so that no payment stands in the way.
 */
export async function countTirelessly(world: JourneyWorld, endMs: number): Promise<void> {
  const customer = await begin(world);
  const { client, urls } = world;
  const lane = async () => {
    while (performance.now() < endMs) {
      const delta = 1 + Math.floor(Math.random() * 3);
      const body = { feature_name: 'api_calls', delta };
      const ask = {
        what: 'count',
        url: `${urls.subscription}/v1/usage/use`,
        token: customer.token,
        body,
        expected: [403],
      };
      const { status, code } = await client.post({ ...ask, isForgotten: true });
      if (status === 200) customer.uses.counted += delta;
      else if (code === 'limit_exceeded') customer.uses.refused += 1;
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function begin({ client, urls, witness, staffToken }: JourneyWorld): Promise<CustomerRecord> {
  const { subscription } = urls;
  const email = `counter-${randomUUID()}@example.com`;
  const person = { email, password: 'Faults-Passw0rd!', first_name: 'Fay', last_name: 'Ult' };
  const { data } = await client.post({ what: 'register', url: `${subscription}/v1/auth/register`, body: person });
  const { account_id: accountId, access_token: token } = data;
  const gift = { account_id: accountId, amount: CREDIT, reason: 'faults' };
  await client.post({ what: 'give credit', url: `${subscription}/v1/credits`, token: staffToken, body: gift });
  const order = { what: 'subscribe', url: `${subscription}/v1/subscriptions/`, token, body: { plan_id: PLANS.pro } };
  const { data: made } = await client.post(order);
  const uses = { counted: 0, refused: 0 };
  const customer = {
    email,
    accountId,
    token,
    subscriptionIds: [made.id],
    uses,
    payments: [],
    methodIds: [],
    hasSmallerPlan: false,
  };
  witness.customers.push(customer);
  return customer;
}
