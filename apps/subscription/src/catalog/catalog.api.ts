import { Injectable } from '@nestjs/common';
import type { PlanView } from '@libs/dto';
import type { CatalogPlan } from './catalog-plan';
import { PlanRepository } from './persistence/plan.repository';
import type { PlanDraft } from './plan-draft';
import { PlanVersions } from './plan-versions';
import { planView } from './plan-view';
import { CreatePlan } from './use-cases/create-plan';

export type { CatalogPlan } from './catalog-plan';
export { PLAN_FOLLOWERS, type PlanFollower } from './plan-follower';
export type { PlanDraft } from './plan-draft';

/** What other rooms may ask of the catalog. A `CatalogPlan` is the kernel's `Plan` and may be handed to its decisions as it is. */
@Injectable()
export class CatalogApi {
  constructor(
    private readonly plans: PlanRepository,
    private readonly versions: PlanVersions,
    private readonly create: CreatePlan,
  ) {}

  /** The plan in its current version, also one that is not sold any more (`isActive`). */
  async planById(id: number): Promise<CatalogPlan | undefined> {
    const row = await this.plans.byId(id);
    return row && this.versions.keep(row);
  }

  async planByCode(code: string): Promise<CatalogPlan | undefined> {
    const row = await this.plans.byCode(code);
    return row && this.versions.keep(row);
  }

  /** One version, as its subscribers hold it; from memory after the first time. */
  async version(planId: number, version: number): Promise<CatalogPlan | undefined> {
    return this.versions.get(planId, version);
  }

  /** The contract's Plan JSON; its `price` in `currency` where the plan is sold in it. */
  view(plan: CatalogPlan, currency?: string): PlanView {
    return planView(plan, currency);
  }

  /** @throws AppError `plan_code_taken`, `validation_failed` */
  async createPlan(draft: PlanDraft): Promise<CatalogPlan> {
    return this.create.run(draft);
  }
}
