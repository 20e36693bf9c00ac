import { InvariantBroken } from '@libs/errors';
import type { Database } from '@libs/persistence';
import type { CatalogApi } from '../catalog/catalog.api';
import type { SubscriptionsApi } from '../subscriptions/subscriptions.api';
import { SEED_CUSTOMERS, type SeedCustomer } from './seed-customers';
import { SEED_PLANS } from './seed-plans';

/** Any constant will do: two seeds at once wait for one another. */
const SEED_LOCK = 7_203_115;

/** The part of identity that a seed needs. */
export interface SeedUsers {
  exists(email: string): Promise<boolean>;
  addAdministrator(): Promise<void>;
  /** Registers as a customer would, and returns the account made with it. */
  register(customer: SeedCustomer): Promise<{ userId: number; accountId: string }>;
}

export interface SeedSources {
  database: Database;
  catalog: CatalogApi;
  subscriptions: SubscriptionsApi;
  users: SeedUsers;
  adminEmail: string;
}

export interface Planted {
  administrators: number;
  plans: number;
  customers: number;
}

/** Adds what is missing, through the same use cases as everybody; what is there stays as it is. All or nothing. */
export async function plantSeed(sources: SeedSources): Promise<Planted> {
  return sources.database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    return {
      administrators: await plantAdministrator(sources),
      plans: await plantPlans(sources.catalog),
      customers: await plantCustomers(sources),
    };
  });
}

async function plantAdministrator({ users, adminEmail }: SeedSources): Promise<number> {
  if (await users.exists(adminEmail)) return 0;
  await users.addAdministrator();
  return 1;
}

async function plantPlans(catalog: CatalogApi): Promise<number> {
  let planted = 0;
  for (const draft of SEED_PLANS) {
    if (await catalog.planByCode(draft.code)) continue;
    const plan = await catalog.createPlan(draft);
    if (plan.id !== draft.id) throw new InvariantBroken(`plan ${draft.code} got id ${plan.id}`);
    planted++;
  }
  return planted;
}

async function plantCustomers({ users, subscriptions }: SeedSources): Promise<number> {
  let planted = 0;
  for (const customer of SEED_CUSTOMERS) {
    if (await users.exists(customer.email)) continue;
    const { userId, accountId } = await users.register(customer);
    await subscribe(subscriptions, customer, { userId, accountId });
    planted++;
  }
  return planted;
}

async function subscribe(
  subscriptions: SubscriptionsApi,
  { subscribes }: SeedCustomer,
  owner: { userId: number; accountId: string },
): Promise<void> {
  if (!subscribes) return;
  const { planId, to } = subscribes;
  if (to === 'trial') await subscriptions.startTrial({ ...owner, planId });
  else await subscriptions.start({ ...owner, planId, quantity: 1, metadata: { source: 'demo' } });
}
