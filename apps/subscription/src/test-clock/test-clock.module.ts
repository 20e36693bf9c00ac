import { Module } from '@nestjs/common';
import { DueWorkModule } from '../due-work/due-work.module';
import { DunningWorkModule } from '../dunning/dunning-work.module';
import { ErasureModule } from '../erasure/erasure.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MeteringModule } from '../metering/metering.module';
import { TestClockController } from './http/test-clock.controller';
import { TestClockRepository } from './persistence/test-clock.repository';
import { AdvanceClock } from './use-cases/advance-clock';
import { AwaitQuiet } from './await-quiet';
import { ClockMover } from './clock-mover';
import { DueBilling } from './use-cases/due-billing';
import { LateBilling } from './use-cases/late-billing';

@Module({
  imports: [DueWorkModule, DunningWorkModule, ErasureModule, InvoicingModule, MeteringModule],
  controllers: [TestClockController],
  providers: [TestClockRepository, ClockMover, AdvanceClock, DueBilling, LateBilling, AwaitQuiet],
})
export class TestClockModule {}
