import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { CatalogApi } from './catalog.api';
import { PlanRepository } from './persistence/plan.repository';
import { PlanNews } from './plan-news';
import { PlanVersions } from './plan-versions';

@Module({
  imports: [AuditModule],
  providers: [CatalogApi, PlanRepository, PlanVersions, PlanNews],
  exports: [CatalogApi],
})
export class CatalogModule {}
