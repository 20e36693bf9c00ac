import type { PlanDraft } from '../catalog/catalog.api';

/** What a fresh installation sells. The ids are part of the contract. */
export const SEED_PLANS: readonly (PlanDraft & { id: number })[] = [
  {
    id: 1,
    code: 'basic_trial',
    name: 'Basic Trial',
    description: 'Thirty days to look around, then a small plan',
    price: '9.99',
    currency: 'USD',
    cycleUnit: 'monthly',
    trialPeriodDays: 30,
    features: { api_calls: { limit: 1000 }, storage: { limit: '1GB' } },
  },
  {
    id: 2,
    code: 'pro',
    name: 'Pro',
    description: 'For teams that build on it',
    price: '29.99',
    currency: 'USD',
    prices: { EUR: '27.50' },
    cycleUnit: 'monthly',
    trialPeriodDays: 14,
    features: { api_calls: { limit: 100_000 }, storage: { limit: '100GB' }, sso: true },
  },
  {
    id: 3,
    code: 'enterprise',
    name: 'Enterprise',
    description: 'Without limits on calls, with an audit log',
    price: '299.00',
    currency: 'USD',
    cycleUnit: 'monthly',
    features: { api_calls: { limit: null }, storage: { limit: '1TB' }, sso: true, audit_log: true },
  },
  {
    id: 4,
    code: 'metered',
    name: 'Metered',
    description: 'A small base, 100,000 calls with it, and what is used beyond',
    price: '9.00',
    currency: 'USD',
    prices: { EUR: '8.50' },
    cycleUnit: 'monthly',
    features: { api_calls: { limit: 100_000, overage: true }, storage: { limit: '100GB', overage: true } },
    charges: [
      {
        metric: 'api_calls',
        aggregation: 'sum',
        model: 'standard',
        included: 100_000,
        unit_amount: '0.001',
        prices: { EUR: { unit_amount: '0.0009' } },
      },
      {
        metric: 'emails',
        aggregation: 'sum',
        model: 'graduated',
        tiers: [
          { up_to: 1_000, unit_amount: 0 },
          { up_to: 10_000, unit_amount: '0.01' },
          { up_to: null, unit_amount: '0.005' },
        ],
        prices: {
          EUR: {
            tiers: [
              { up_to: 1_000, unit_amount: 0 },
              { up_to: 10_000, unit_amount: '0.009' },
              { up_to: null, unit_amount: '0.0045' },
            ],
          },
        },
      },
    ],
  },
];
