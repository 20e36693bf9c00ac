import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { CatalogApi } from './catalog.api';
import { PlanListCache } from './http/plan-list-cache';
import { PlansController } from './http/plans.controller';
import { PlanRepository } from './persistence/plan.repository';
import { PLAN_FOLLOWERS } from './plan-follower';
import { PlanNews } from './plan-news';
import { PlanVersions } from './plan-versions';
import { CreatePlan } from './use-cases/create-plan';
import { ReadPlans } from './use-cases/read-plans';
import { ReviseTerms } from './use-cases/revise-terms';
import { UpdatePlan } from './use-cases/update-plan';

@Module({
  imports: [AuditModule],
  controllers: [PlansController],
  providers: [
    CatalogApi,
    PlanRepository,
    PlanVersions,
    PlanNews,
    PlanListCache,
    CreatePlan,
    ReadPlans,
    UpdatePlan,
    ReviseTerms,
    { provide: PLAN_FOLLOWERS, useFactory: () => [] },
  ],
  exports: [CatalogApi, PLAN_FOLLOWERS],
})
export class CatalogModule {}
