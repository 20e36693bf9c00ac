import { administrator, post } from './callers';
import type { BenchEnvironment } from './environment';

const PLAN = {
  code: 'bench_metered',
  name: 'Bench',
  price: 29,
  currency: 'USD',
  billing_cycle: 'monthly',
  charges: [
    {
      metric: 'api_calls',
      aggregation: 'sum',
      model: 'graduated',
      tiers: [
        { up_to: 1_000, unit_amount: 0 },
        { up_to: 10_000, unit_amount: 0.01 },
        { up_to: null, unit_amount: 0.005 },
      ],
    },
  ],
};
const TAX_RATE = { country: 'DE', rate: 19, name: 'VAT', inclusive: false };

/** A plan with a flat price and a graduated usage charge, and a tax on it where the payers are; the plan's id. */
export async function sellMeteredPlan(environment: BenchEnvironment): Promise<number> {
  const url = environment.urlOf('subscription');
  const { headers } = await administrator(environment);
  await post(`${url}/v1/tax-rates`, TAX_RATE, headers);
  return (await post<{ id: number }>(`${url}/v1/plans`, PLAN, headers)).id;
}
