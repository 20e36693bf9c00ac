/** A customer to look at. `subscribes` is done on the day of seeding; nobody pays, since seeds move no money. */
export interface SeedCustomer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly currency: string;
  readonly country: string;
  readonly timezone: string;
  readonly subscribes?: { readonly planId: number; readonly to: 'trial' | 'plan' };
}

export const SEED_CUSTOMERS: readonly SeedCustomer[] = [
  {
    email: 'tess.trial@example.com',
    firstName: 'Tess',
    lastName: 'Trial',
    currency: 'USD',
    country: 'US',
    timezone: 'America/New_York',
    subscribes: { planId: 1, to: 'trial' },
  },
  {
    email: 'pia.pending@example.com',
    firstName: 'Pia',
    lastName: 'Pending',
    currency: 'EUR',
    country: 'DE',
    timezone: 'Europe/Berlin',
    subscribes: { planId: 2, to: 'plan' },
  },
  {
    email: 'noa.new@example.com',
    firstName: 'Noa',
    lastName: 'New',
    currency: 'USD',
    country: 'GB',
    timezone: 'Europe/London',
  },
];
