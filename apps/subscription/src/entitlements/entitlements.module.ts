import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { CatalogModule } from '../catalog/catalog.module';
import { SubscriptionRecordsModule } from '../subscriptions/subscription-records.module';
import { EntitlementsApi } from './entitlements.api';
import { EntitlementsController } from './http/entitlements.controller';
import { EntitlementRepository } from './persistence/entitlement.repository';
import { ReadEntitlements } from './use-cases/read-entitlements';
import { OpenUsagePeriod } from './use-cases/open-usage-period';
import { RefreshEntitlements } from './use-cases/refresh-entitlements';

@Module({
  imports: [AccountsModule, CatalogModule, SubscriptionRecordsModule],
  controllers: [EntitlementsController],
  providers: [EntitlementsApi, EntitlementRepository, OpenUsagePeriod, RefreshEntitlements, ReadEntitlements],
  exports: [EntitlementsApi],
})
export class EntitlementsModule {}
