import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { CatalogModule } from '../catalog/catalog.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { SubscriptionRecordsModule } from '../subscriptions/subscription-records.module';
import { LateUsageCheck } from './late-usage-check';
import { UsageEventsController } from './http/usage-events.controller';
import { UsageIntakeController } from './http/usage-intake.controller';
import { UsageController } from './http/usage.controller';
import { TallyRepository } from './persistence/tally.repository';
import { UsageClosingRepository } from './persistence/usage-closing.repository';
import { UsageEventRepository } from './persistence/usage-event.repository';
import { UsageTargetRepository } from './persistence/usage-target.repository';
import { UseRepository } from './persistence/use.repository';
import { UsageApi } from './usage.api';
import { BillLatePeriod } from './use-cases/bill-late-period';
import { BillLateUsage } from './use-cases/bill-late-usage';
import { ClosePeriods } from './use-cases/close-periods';
import { ExplainRefusal } from './use-cases/explain-refusal';
import { FindTargets } from './use-cases/find-targets';
import { FindLateUsage } from './use-cases/find-late-usage';
import { LoadBilledPeriod } from './use-cases/load-billed-period';
import { RateUsage } from './use-cases/rate-usage';
import { ReadUsageEvents } from './use-cases/read-usage-events';
import { TakeInUsage } from './use-cases/take-in-usage';
import { RecordUsage } from './use-cases/record-usage';

const USING = [UseRepository, RecordUsage, ExplainRefusal];
const INTAKE = [UsageTargetRepository, UsageEventRepository, FindTargets, TakeInUsage, ReadUsageEvents];
const RATING = [TallyRepository, UsageClosingRepository, RateUsage, ClosePeriods];
const LATE = [FindLateUsage, LateUsageCheck, LoadBilledPeriod, BillLatePeriod, BillLateUsage];

@Module({
  imports: [AccountsModule, CatalogModule, EntitlementsModule, InvoicingModule, SubscriptionRecordsModule],
  controllers: [UsageController, UsageIntakeController, UsageEventsController],
  providers: [UsageApi, ...USING, ...INTAKE, ...RATING, ...LATE],
  exports: [UsageApi],
})
export class MeteringModule {}
