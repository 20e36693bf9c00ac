import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { CollectionModule } from '../collection/collection.module';
import { DueWorkModule } from '../due-work/due-work.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MailModule } from '../mail/mail.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { DunningWorkApi } from './dunning-work.api';
import { DunningModule } from './dunning.module';
import { DueDunningRepository } from './persistence/due-dunning.repository';
import { DoStep } from './use-cases/do-step';
import { DunAccount } from './use-cases/dun-account';
import { ReplanDunning } from './use-cases/replan-dunning';
import { RunDunning } from './use-cases/run-dunning';

/** What time does about unpaid bills; it changes subscriptions, so no room that these use can import it. */
@Module({
  imports: [
    AccountsModule,
    CollectionModule,
    DueWorkModule,
    DunningModule,
    InvoicingModule,
    MailModule,
    SubscriptionsModule,
  ],
  providers: [DunningWorkApi, DueDunningRepository, DoStep, DunAccount, ReplanDunning, RunDunning],
  exports: [DunningWorkApi],
})
export class DunningWorkModule {}
