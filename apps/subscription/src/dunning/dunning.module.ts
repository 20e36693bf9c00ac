import { Module } from '@nestjs/common';
import { CONFIG } from '@libs/config';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { InvoiceDocumentsModule } from '../invoice-documents/invoice-documents.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MailModule } from '../mail/mail.module';
import { SubscriptionRecordsModule } from '../subscriptions/subscription-records.module';
import { DunningListener } from './dunning-listener';
import { DunningApi } from './dunning.api';
import { DunningController } from './http/dunning.controller';
import { DunningMails } from './mails/dunning.mail';
import { DunningRepository } from './persistence/dunning.repository';
import { configuredPolicy, DUNNING_POLICY } from './policy';
import { EndDunning } from './use-cases/end-dunning';
import { FollowAccount } from './use-cases/follow-account';
import { KeepStanding } from './use-cases/keep-standing';
import { NoteDeclinedCharge } from './use-cases/note-declined-charge';
import { OpenDunning } from './use-cases/open-dunning';
import { PlanDunning } from './use-cases/plan-dunning';
import { PreviewDunning } from './use-cases/preview-dunning';
import { TryNewMethod } from './use-cases/try-new-method';

/** What rooms that subscriptions themselves use may ask; what time does is in DunningWorkModule. */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    EntitlementsModule,
    InvoiceDocumentsModule,
    InvoicingModule,
    MailModule,
    SubscriptionRecordsModule,
  ],
  controllers: [DunningController],
  providers: [
    DunningApi,
    DunningListener,
    DunningMails,
    DunningRepository,
    EndDunning,
    FollowAccount,
    KeepStanding,
    NoteDeclinedCharge,
    OpenDunning,
    PlanDunning,
    PreviewDunning,
    TryNewMethod,
    { provide: DUNNING_POLICY, useFactory: configuredPolicy, inject: [CONFIG] },
  ],
  exports: [DunningApi, DunningRepository, FollowAccount, KeepStanding, PlanDunning],
})
export class DunningModule {}
