import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { CatalogPlan } from '../catalog-plan';
import { PlanRepository } from '../persistence/plan.repository';
import { toPlan } from '../persistence/plan.row';
import { storedTerms } from '../stored-terms';

@Injectable()
export class ReadPlans {
  constructor(private readonly plans: PlanRepository) {}

  /** Plans on sale in the order they were made, one more than `limit`; with a currency, those that have a price in it. */
  async onSale(currency: string | undefined, limit: number, afterId: number): Promise<CatalogPlan[]> {
    return (await this.plans.onSale(currency, limit, afterId)).map((row) => toPlan(row, storedTerms));
  }

  /** By id or by code, also one that is not sold any more. @throws AppError `plan_not_found` */
  async one(key: number | string): Promise<CatalogPlan> {
    const row = await (typeof key === 'number' ? this.plans.byId(key) : this.plans.byCode(key));
    if (!row) throw new AppError('plan_not_found');
    return toPlan(row, storedTerms);
  }
}
