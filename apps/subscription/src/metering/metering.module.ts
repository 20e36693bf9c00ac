import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { UsageController } from './http/usage.controller';
import { UseRepository } from './persistence/use.repository';
import { ExplainRefusal } from './use-cases/explain-refusal';
import { ReadUsage } from './use-cases/read-usage';
import { RecordUsage } from './use-cases/record-usage';

@Module({
  imports: [AccountsModule, EntitlementsModule],
  controllers: [UsageController],
  providers: [UseRepository, RecordUsage, ReadUsage, ExplainRefusal],
})
export class MeteringModule {}
